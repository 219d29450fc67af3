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
/bin/busybox busybox-static
"

# install_packages: installs the packages whose programs are missing
install_packages() {
  local program package
  local -a missing=()
  while read -r program package; do
    [ -z "$program" ] || command -v "$program" >/dev/null || missing+=("$package")
  done <<<"$DEBIAN_PROGRAMS"
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || fail "missing: ${missing[*]} (the names of Debian packages), and there is no apt-get here to install them with"
  say "installing Debian packages: ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
