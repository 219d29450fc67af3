# shellcheck shell=bash
# The sandbox's network: a namespace that holds the node and its pods, and one veth pair to the host. Nothing leaves it:
# the namespace's default route ends in a bridge without ports, and on the host the addresses are unreachable by any other
# way than the veth, so that no packet for them can follow the host's default route.

NETNS=polyglot
LINK=polyglot-host
NET=10.249.0.0/30
HOST_IP=10.249.0.1
NODE_IP=10.249.0.2

# The caller's proxies are not reached from the node, and nothing there is behind one.
NO_PROXIES=(env -u http_proxy -u https_proxy -u all_proxy -u HTTP_PROXY -u HTTPS_PROXY -u ALL_PROXY)

# in_node COMMAND...: runs in the node's network namespace
in_node() {
  [ -e "/run/netns/$NETNS" ] || fail "there is no network namespace $NETNS: the sandbox is not up (sandbox/up starts it)"
  "${NO_PROXIES[@]}" nsenter --net="/run/netns/$NETNS" "$@"
}

# check_network: the way to the node is the veth and nothing else
check_network() {
  [ -e "/run/netns/$NETNS" ] || fail "there is no network namespace $NETNS: the sandbox is not up (sandbox/up starts it)"
  case $(ip -o route get "$NODE_IP" 2>&1) in
    *" dev $LINK "*) ;;
    *) fail "$NODE_IP is not reached over $LINK but by: $(ip -o route get "$NODE_IP" 2>&1). Run sandbox/down, then sandbox/up" ;;
  esac
}

make_network() {
  local chain
  [ ! -e "/run/netns/$NETNS" ] || fail "a network namespace $NETNS exists, and no sandbox recorded it. Remove it if it is of no use: ip netns delete $NETNS"
  ! ip link show "$LINK" >/dev/null 2>&1 || fail "an interface $LINK exists, and no sandbox recorded it"
  # An address of the default route, or of none, is free; one of another route is somebody's.
  [ -z "$(ip route show match "$NODE_IP" | grep -v '^default')" ] || fail "this machine has a route to $NODE_IP, which the sandbox uses: $(ip route show match "$NODE_IP" | grep -v '^default')"
  record route "$NET"
  ip route add unreachable "$NET" metric 4000000000
  record netns "$NETNS"
  ip netns add "$NETNS"
  record link "$LINK"
  ip link add "$LINK" type veth peer name eth0 netns "$NETNS"
  ip address add "$HOST_IP/30" dev "$LINK"
  ip link set "$LINK" up
  in_node ip link set lo up
  in_node ip address add "$NODE_IP/30" dev eth0
  in_node ip link set eth0 up
  # A packet for a Service needs some route before it is rewritten; what is for nobody here ends in this bridge.
  in_node ip link add nowhere type bridge
  in_node ip link set nowhere up
  in_node ip route add default dev nowhere
  in_node sysctl -qw net.ipv4.ip_forward=1
  [ -e /proc/sys/net/bridge ] || load_module br_netfilter || fail "the kernel module br_netfilter is missing: pods could not reach Services"
  in_node sysctl -qw net.bridge.bridge-nf-call-iptables=1
  # The host asks, and is answered; nothing here asks the host.
  for chain in OUTPUT FORWARD; do
    in_node iptables --append "$chain" --destination "$HOST_IP" --match conntrack --ctstate NEW --jump REJECT
  done
  check_network
}

# load_module NAME: one that the kernel did not have loaded
load_module() {
  record module "$1"
  modprobe "$1"
}

remove_network() {
  local name
  # The pair goes before the namespace, which would take it along a moment after it is deleted.
  for name in $(recorded link); do
    ip link delete "$name" 2>/dev/null || ! ip link show "$name" >/dev/null 2>&1 || fail "the interface $name cannot be deleted"
  done
  for name in $(recorded netns); do
    [ ! -e "/run/netns/$name" ] || ip netns delete "$name"
  done
  for name in $(recorded route); do
    [ -z "$(ip route show type unreachable "$name")" ] || ip route delete unreachable "$name"
  done
  for name in $(recorded module); do
    modprobe --remove "$name" 2>/dev/null || true # somebody else uses it by now
  done
}
