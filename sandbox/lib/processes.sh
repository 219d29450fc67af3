# shellcheck shell=bash
# The node's own processes: started in its network namespace and cgroup, recorded, their output in the log folder.

# How a process gets the node's mounts: see make_mounts.
MOUNTS=()

# start NAME COMMAND...
start() {
  local name=$1 pid
  shift
  [ -e "/run/netns/$NETNS" ] || fail "there is no network namespace $NETNS to start $name in"
  # The shell enters the cgroup and becomes the command, so that its number is the command's.
  # shellcheck disable=SC2016 # for the inner shell
  setsid bash -c 'echo $$ >"$1/cgroup.procs" && shift && exec "$@"' - "$(node_cgroup)" \
    "${NO_PROXIES[@]}" nsenter --net="/run/netns/$NETNS" "${MOUNTS[@]}" "$@" >"$STATE/log/$name.log" 2>&1 </dev/null 9>&- &
  pid=$!
  record process "$name" "$pid" "$(starttime "$pid")"
}

# stop_processes: asks each to end, the last started first, then waits for all
stop_processes() {
  local name pid started end=$((SECONDS + 10))
  recorded process | tac | while read -r name pid started; do
    ! alive "$pid" "$started" || kill -TERM "$pid" 2>/dev/null || true
  done
  while [ -n "$(living_processes)" ] && [ "$SECONDS" -lt "$end" ]; do sleep 0.1; done
}

# living_processes: the names of those that were started and run
living_processes() {
  local name pid started
  recorded process | while read -r name pid started; do
    if alive "$pid" "$started"; then echo "$name"; fi
  done
}

# dead_processes: the names of those that were started and no longer run
dead_processes() {
  local name pid started
  recorded process | while read -r name pid started; do
    alive "$pid" "$started" || echo "$name"
  done
}

# memory_mib: what all processes of the sandbox use, shared pages counted once (their proportional set size)
memory_mib() {
  local pid
  for pid in $(cgroup_processes); do
    cat "/proc/$pid/smaps_rollup" 2>/dev/null || true
  done | awk '/^Pss:/ {sum += $2} END {printf "%d", sum / 1024}'
}
