# shellcheck shell=bash
# Loads the parts in their order. A script of the sandbox sources this one file.

lib=$(dirname "${BASH_SOURCE[0]}")
for part in state debian network cgroups pki processes mounts node tools; do
  # shellcheck source=/dev/null
  source "$lib/$part.sh"
done
unset lib part
