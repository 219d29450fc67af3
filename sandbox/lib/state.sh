# shellcheck shell=bash
# Where the sandbox is kept, and the ledger of what it made. Everything `up` makes is written down before it is made, and
# `down` removes what is written down and nothing else.

SANDBOX=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
ROOT=$(dirname "$SANDBOX")
STATE=$(realpath -m "${POLYGLOT_STATE:-/var/lib/polyglot-sandbox}")
LEDGER=$STATE/ledger

# require_programs NAME...: what is not installed here
require_programs() {
  local name
  for name; do command -v "$name" >/dev/null || fail "missing: $name"; done
}

# say TEXT: a line of progress, with the seconds since the start
say() { printf '[%4d s] %s\n' "$SECONDS" "$*"; }

# fail TEXT: ends with what is wrong and what to do about it
fail() { echo "$*" >&2; exit 1; }

# require_root COMMAND: network namespaces, cgroups and mounts need it
require_root() {
  [ "$(uname -s)" = Linux ] || fail "$1 needs Linux: it runs a Kubernetes node in network namespaces and cgroups; this is $(uname -s)"
  [ "$(id -u)" -eq 0 ] || fail "$1 needs root: it makes network namespaces, cgroups and mounts; you are $(id -un)"
}

# one_at_a_time: `up` and `down` wait for nobody: two at once would each undo the other's work
one_at_a_time() {
  exec 9>/run/polyglot-sandbox.lock
  flock -n 9 || fail "sandbox/up or sandbox/down is running; wait for it, or end it"
}

# record KIND VALUE...: a thing that is about to be made
record() { echo "$*" >>"$LEDGER"; }

# recorded KIND: what was recorded of a kind, in the order of making, without the kind
recorded() { [ ! -e "$LEDGER" ] || sed -n "s/^$1 //p" "$LEDGER"; }

# starttime PID: clock ticks after boot at which the process started; with its number it names one process for ever
starttime() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# alive PID STARTTIME: whether that very process runs
alive() { [ -n "$2" ] && [ "$(starttime "$1")" = "$2" ]; }

# wait_for SECONDS WHAT COMMAND...: until the command succeeds; fails with WHAT when it does not in time, or cannot any
# more because a process has ended
wait_for() {
  local end=$((SECONDS + $1)) limit=$1 what=$2 answer
  shift 2
  until answer=$("$@" 2>&1); do
    [ -z "$(dead_processes)" ] || fail "$(dead_processes | tr '\n' ' ')ended; the logs are in $STATE/log"
    [ "$SECONDS" -lt "$end" ] || fail "not in $limit s: $what ($(tail -n 1 <<<"$answer")). The logs are in $STATE/log"
    sleep 0.2
  done
  say "$what"
}
