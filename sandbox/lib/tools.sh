# shellcheck shell=bash
# The programs that are run against the cluster, and the way to run them.

# make_tools: kubectl and helm, as a user has them
make_tools() {
  mkdir "$STATE/tools"
  ln -s "$KUBERNETES/bin/kubectl" "$STATE/tools/kubectl"
  ln -s "$HELM/bin/helm" "$STATE/tools/helm"
}

# with_cluster COMMAND...: runs in the node's network namespace, with kubectl and helm for the sandbox's cluster
with_cluster() {
  check_network
  KUBECONFIG=$STATE/kubeconfig PATH=$STATE/tools:$PATH HELM_CACHE_HOME=$STATE/helm HELM_CONFIG_HOME=$STATE/helm HELM_DATA_HOME=$STATE/helm \
    in_node "$@"
}

kubectl() { with_cluster kubectl "$@"; }
