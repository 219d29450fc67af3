# Jobs that run next to each other, for .ci/run to source: `job` starts one, `finish_jobs` waits for all of them, prints
# what each said when it ends, and then where the time went.

jobs=$(mktemp -d) # a job's NAME.log, NAME.status, NAME.times (its start and end), NAME.after
declare -A pids=()
names=()

# job NAME [AFTER...] -- COMMAND...: runs a command once the jobs AFTER have succeeded, and does not if one of them fails
job() {
  local name=$1
  shift
  local -a after=()
  while [ "$1" != -- ]; do
    [ -n "${pids[$1]:-}" ] || { echo "$name runs after $1, which is no job before it" >&2; exit 2; }
    after+=("$1")
    shift
  done
  shift
  echo "${after[*]}" >"$jobs/$name.after"
  run_job "$name" "$@" >"$jobs/$name.log" 2>&1 &
  pids[$name]=$!
  names+=("$name")
}

run_job() {
  local name=$1 before begin status=0
  shift
  for before in $(<"$jobs/$name.after"); do
    tail --pid="${pids[$before]}" -s 0.5 -f /dev/null
    if [ "$(cat "$jobs/$before.status" 2>/dev/null)" != 0 ]; then
      echo "did not run, as $before did not succeed"
      echo 1 >"$jobs/$name.status"
      return
    fi
  done
  begin=$SECONDS
  # in a shell of its own: what is called there may rely on `set -e`, which a condition here would switch off
  (set -e; "$@") &
  wait $! || status=$?
  echo "$begin $SECONDS" >"$jobs/$name.times"
  echo "$status" >"$jobs/$name.status"
}

# finish_jobs: fails if one of them did
finish_jobs() {
  local -a left=("${names[@]}") still
  local name failed="" said=$SECONDS
  while [ ${#left[@]} -gt 0 ]; do
    still=()
    for name in "${left[@]}"; do
      if kill -0 "${pids[$name]}" 2>/dev/null; then
        still+=("$name")
        continue
      fi
      echo "== $name ($(job_result "$name"))"
      cat "$jobs/$name.log"
      [ "$(cat "$jobs/$name.status" 2>/dev/null)" = 0 ] || failed="$failed $name"
    done
    left=("${still[@]}")
    if [ $((SECONDS - said)) -ge 60 ] && [ ${#left[@]} -gt 0 ]; then
      said=$SECONDS
      echo "-- $SECONDS s: not ended yet: ${left[*]}"
    fi
    sleep 1
  done
  print_times
  [ -z "$failed" ] || { echo "failed:$failed" >&2; return 1; }
}

job_result() {
  local begin end
  if read -r begin end 2>/dev/null <"$jobs/$1.times"; then echo "$((end - begin)) s, exit status $(<"$jobs/$1.status")"; else echo "did not run"; fi
}

# print_times: what ran next to what, and the chain of jobs that the end waited for
print_times() {
  local name begin end before last="" last_end
  local -a chain=()
  echo "== what ran next to what: a # is a minute or a part of one"
  for name in "${names[@]}"; do
    [ -e "$jobs/$name.times" ] || continue
    read -r begin end <"$jobs/$name.times"
    printf '%-16s %5d s to %5d s  %*s%s\n' "$name" "$begin" "$end" $((begin / 60)) "" "$(printf '#%.0s' $(seq $((begin / 60)) $((end / 60))))"
  done
  echo "== what the end waited for"
  last=$(last_to_end "${names[@]}")
  while [ -n "$last" ]; do
    read -r begin end <"$jobs/$last.times"
    chain=("$last $((end - begin)) s" "${chain[@]}")
    read -ra before <"$jobs/$last.after"
    last=$(last_to_end "${before[@]}")
  done
  printf '%s\n' "${chain[@]}"
  echo "all: $SECONDS s"
}

# last_to_end NAME...: which of these jobs ended last
last_to_end() {
  local name begin end last="" last_end=-1
  for name in "$@"; do
    [ -e "$jobs/$name.times" ] || continue
    read -r begin end <"$jobs/$name.times"
    if [ "$end" -gt "$last_end" ]; then last=$name last_end=$end; fi
  done
  echo "$last"
}

# end_jobs: however the gate ends, nothing is left running
end_jobs() {
  wait
  rm -rf "$jobs"
}
