# shellcheck shell=bash
# What the sandbox uses from Debian: a program it looks for, and the package that has it.

DEBIAN_PROGRAMS="
containerd containerd
runc runc
docker-registry docker-registry
iptables iptables
conntrack conntrack
ip iproute2
openssl openssl
curl curl
/usr/lib/cni/bridge containernetworking-plugins
/usr/share/doc/busybox-static busybox-static
/usr/bin/tini-static tini
sysctl procps
"

# install_packages: installs the packages whose programs are missing
install_packages() {
  local program package
  local -a missing=()
  while read -r program package; do
    [ -z "$program" ] || command -v "$program" >/dev/null || [ -d "$program" ] || missing+=("$package")
  done <<<"$DEBIAN_PROGRAMS"
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || fail "missing: ${missing[*]} (the names of Debian packages), and there is no apt-get here to install them with"
  say "installing Debian packages: ${missing[*]}" >&2
  apt-get update -qq
  without_services "${missing[@]}" <<<"$(printf '%s.service\n' containerd docker-registry)"
}

# without_services PACKAGE...: installs packages whose services, named on its input, are not to run: the sandbox starts
# programs of its own
without_services() {
  local -a services=()
  if [ -d /run/systemd/system ]; then
    mapfile -t services < <(while read -r service; do systemctl cat "$service" >/dev/null 2>&1 || echo "$service"; done)
    [ ${#services[@]} -eq 0 ] || systemctl mask --quiet "${services[@]}"
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  [ ${#services[@]} -eq 0 ] || { systemctl unmask --quiet "${services[@]}" && systemctl disable --quiet "${services[@]}"; }
}
