# shellcheck shell=bash
# One cgroup holds every process of the sandbox, its pods' too: what is in it is the sandbox's, whoever its parent is.

CGROUP=polyglot

# cgroup_roots: the folder of each hierarchy (several with cgroup v1, a v2 one among them; one with v2 alone)
cgroup_roots() {
  local folder
  if [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; then
    echo /sys/fs/cgroup
  else
    for folder in /sys/fs/cgroup/*; do
      [ -L "$folder" ] || case $(stat -fc %T "$folder") in cgroupfs | cgroup2fs) echo "$folder" ;; esac
    done
  fi
}

# node_cgroup: the cgroup of the node's own processes, in the one hierarchy that tells which processes are ours
node_cgroup() {
  if [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; then
    echo "/sys/fs/cgroup/$CGROUP/node"
  else
    echo "/sys/fs/cgroup/pids/$CGROUP/node"
  fi
}

make_cgroups() {
  local root
  for root in $(cgroup_roots); do
    [ ! -e "$root/$CGROUP" ] || fail "a cgroup $root/$CGROUP exists, and no sandbox recorded it"
    record cgroup "$root/$CGROUP"
    mkdir "$root/$CGROUP"
  done
  if [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; then
    enable_controllers /sys/fs/cgroup
    enable_controllers "/sys/fs/cgroup/$CGROUP"
  elif [ -e /sys/fs/cgroup/cpuset ]; then
    # A new cpuset is empty in cgroup v1, and no process could enter it.
    cat /sys/fs/cgroup/cpuset/cpuset.cpus >"/sys/fs/cgroup/cpuset/$CGROUP/cpuset.cpus"
    cat /sys/fs/cgroup/cpuset/cpuset.mems >"/sys/fs/cgroup/cpuset/$CGROUP/cpuset.mems"
  fi
  mkdir "$(node_cgroup)"
}

# enable_controllers FOLDER: lets its children be limited (cgroup v2)
enable_controllers() {
  local controller
  for controller in cpu cpuset memory pids io hugetlb; do
    ! grep -qw "$controller" "$1/cgroup.controllers" || echo "+$controller" >"$1/cgroup.subtree_control" ||
      fail "the controller $controller of $1 cannot be enabled; in a container its own processes are in the way"
  done
}

# cgroup_processes: the number of every process in the recorded cgroups
cgroup_processes() {
  local folder
  for folder in $(recorded cgroup); do
    [ ! -d "$folder" ] || find "$folder" -name cgroup.procs -exec cat {} + 2>/dev/null || true # a pod's may go meanwhile
  done | sort -un
}

# kill_processes: ends what is left in the cgroups, however it got there
kill_processes() {
  local end=$((SECONDS + 30)) process
  while [ -n "$(cgroup_processes)" ]; do
    [ "$SECONDS" -lt "$end" ] || fail "processes of the sandbox do not end: $(cgroup_processes | tr '\n' ' ')"
    for process in $(cgroup_processes); do kill -KILL "$process" 2>/dev/null || true; done
    sleep 0.1
  done
}

remove_cgroups() {
  local folder
  for folder in $(recorded cgroup); do
    [ ! -d "$folder" ] || find "$folder" -depth -type d -exec rmdir {} +
  done
}
