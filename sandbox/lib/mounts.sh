# shellcheck shell=bash
# The node's mounts: in a mount namespace of their own, which ends with the last process in it. Folders that the kubelet
# and containerd use whatever they are told are the sandbox's own there.

MOUNTED_FOLDERS=(/run/containerd /var/lib/cni /var/lib/kubelet /var/log/containers /usr/libexec/kubernetes)

# What a kubelet sets in the kernel, for the whole machine
KUBELET_SYSCTLS=(vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys kernel.keys.root_maxbytes)

# make_mounts: starts the process that holds the namespace, and has the others started in it
make_mounts() {
  local folder name pid started
  for folder in "${MOUNTED_FOLDERS[@]}"; do
    mkdir -p "$STATE/folders$folder"
    make_folder "$folder"
  done
  start mounts unshare --mount --propagation slave "$SANDBOX/lib/hold-mounts" "$STATE/folders" "${MOUNTED_FOLDERS[@]}"
  wait_for 10 "the node has mounts of its own" grep -q held "$STATE/log/mounts.log"
  read -r name pid started < <(recorded process | tail -n 1)
  MOUNTS=("--mount=/proc/$pid/ns/mnt")
  for name in "${KUBELET_SYSCTLS[@]}"; do record sysctl "$name" "$(sysctl -n "$name")"; done
}

# make_folder FOLDER: one that a mount needs and the machine does not have, with those above it
make_folder() {
  [ ! -d "$1" ] || return 0
  make_folder "$(dirname "$1")"
  record folder "$1"
  mkdir "$1"
}

# remove_folders: those that nobody has put anything in
remove_folders() {
  local folder
  recorded folder | tac | while read -r folder; do
    [ ! -d "$folder" ] || rmdir --ignore-fail-on-non-empty "$folder"
  done
}

restore_sysctls() {
  local name value
  recorded sysctl | while read -r name value; do sysctl -qw "$name=$value"; done
}

# unmount_all: what was mounted below the state folder, if any of it is seen from here
unmount_all() {
  awk -v below="$STATE/" 'index($2, below) == 1 {print $2}' /proc/mounts | sort -r | while read -r mount; do
    umount -l "$mount"
  done
}
