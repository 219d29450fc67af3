# shellcheck shell=bash disable=SC2154  # $out and $folders are set by those who source it
# What the packers share: a registry whose store is $out/registry, what was built, of which $folders has the folders (one a
# line), and $scratch, which goes when they end. Sourced, not run.

registry=127.0.0.1:5000
scratch=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$scratch"' EXIT

fail() { echo "$*" >&2; exit 1; }

# component NAME: the folder of what was built
component() { grep "/$1-[0-9a-f]*\$" <<<"$folders" || fail "$1 was not built"; }

# local_name NAME: where this registry has an image, by its public name
local_name() { echo "$registry/${1#*/}"; }

xpkg() { "$(component crossplane-cli)/bin/crossplane" xpkg "$@"; }

serve() {
  cat >"$scratch/registry.yaml" <<EOF
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: $out/registry}}
http: {addr: "$registry"}
EOF
  ip link set lo up
  OTEL_TRACES_EXPORTER=none docker-registry serve "$scratch/registry.yaml" >"$scratch/registry.log" 2>&1 &
  server=$!
  for _ in $(seq 100); do
    ! curl -sf "http://$registry/v2/" >/dev/null || return 0
    sleep 0.1
  done
  cat "$scratch/registry.log" >&2
  fail "the registry does not answer"
}
