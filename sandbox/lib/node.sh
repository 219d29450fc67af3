# shellcheck shell=bash
# A Kubernetes node with its control plane: containerd, etcd, the four Kubernetes servers, a kubelet.

NODE=management
POD_CIDR=10.244.0.0/16
NODE_POD_CIDR=10.244.0.0/24
SERVICE_CIDR=10.96.0.0/16
API_SERVICE_IP=10.96.0.1
DNS_SERVICE_IP=10.96.0.10
REGISTRY_PORT=5000
RUNTIME_SOCKET=$STATE/containerd/containerd.sock

# start_registry STORE: serves the images and packages, read-only
start_registry() {
  cat >"$STATE/registry.yaml" <<EOF
version: 0.1
log: {level: warn}
storage:
  filesystem: {rootdirectory: $1}
  maintenance: {readonly: {enabled: true}}
http: {addr: ":$REGISTRY_PORT"}
EOF
  start registry env OTEL_TRACES_EXPORTER=none docker-registry serve "$STATE/registry.yaml"
}

start_containerd() {
  mkdir -p "$STATE"/{containerd,cni,mirrors/_default}
  # Every image comes from the sandbox's registry, whatever registry its name says; an image that is not there is an
  # error at once.
  cat >"$STATE/mirrors/_default/hosts.toml" <<EOF
server = "http://127.0.0.1:$REGISTRY_PORT"
[host."http://127.0.0.1:$REGISTRY_PORT"]
  capabilities = ["pull", "resolve"]
EOF
  cat >"$STATE/cni/10-pods.conflist" <<EOF
{"cniVersion": "0.4.0", "name": "pods", "plugins": [
  {"type": "bridge", "bridge": "pods0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "$STATE/cni/addresses", "ranges": [[{"subnet": "$NODE_POD_CIDR"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
EOF
  cat >"$STATE/containerd/config.toml" <<EOF
version = 2
root = "$STATE/containerd/root"
state = "$STATE/containerd/state"
[grpc]
  address = "$RUNTIME_SOCKET"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$PAUSE_IMAGE"
  enable_unprivileged_ports = true
  netns_mounts_under_state_dir = true
  restrict_oom_score_adj = true
  tolerate_missing_hugetlb_controller = true
  disable_hugetlb_controller = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$STATE/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "$STATE/mirrors"
[plugins."io.containerd.internal.v1.opt"]
  path = "$STATE/containerd/opt"
EOF
  start containerd containerd --config "$STATE/containerd/config.toml"
}

start_etcd() {
  # Nothing here outlives the machine's power, so etcd need not wait for the disk.
  start etcd "$KUBERNETES/bin/etcd" --name management --data-dir "$STATE/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 \
    --initial-cluster management=http://127.0.0.1:2380
}

# apiserver_memory: how far its heap may grow before it is collected at all costs: a third of what is free, and 3 GiB at least
apiserver_memory() { awk '/^MemAvailable/ {third = int($2 / 3072); print (third > 3072 ? third : 3072) "MiB"}' /proc/meminfo; }

# A fifth of its processor time was garbage collection, which memory that is there saves; it is what everything waits for.
start_apiserver() {
  start kube-apiserver env GOGC=400 GOMEMLIMIT="$(apiserver_memory)" "$KUBERNETES/bin/kube-apiserver" --etcd-servers=http://127.0.0.1:2379 \
    --advertise-address="$NODE_IP" --secure-port=6443 --service-cluster-ip-range="$SERVICE_CIDR" \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
    --client-ca-file="$PKI/cluster.crt" --tls-cert-file="$PKI/apiserver.crt" --tls-private-key-file="$PKI/apiserver.key" \
    --kubelet-certificate-authority="$PKI/cluster.crt" --kubelet-preferred-address-types=InternalIP \
    --kubelet-client-certificate="$PKI/apiserver-kubelet.crt" --kubelet-client-key="$PKI/apiserver-kubelet.key" \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file="$PKI/service-accounts.pub" --service-account-signing-key-file="$PKI/service-accounts.key" \
    --requestheader-client-ca-file="$PKI/front-proxy.crt" --requestheader-allowed-names=front-proxy-client \
    --requestheader-extra-headers-prefix=X-Remote-Extra- --requestheader-group-headers=X-Remote-Group \
    --requestheader-username-headers=X-Remote-User \
    --proxy-client-cert-file="$PKI/front-proxy-client.crt" --proxy-client-key-file="$PKI/front-proxy-client.key"
}

start_controllers() {
  start kube-controller-manager "$KUBERNETES/bin/kube-controller-manager" \
    --kubeconfig="$STATE/clients/controller-manager" --authentication-kubeconfig="$STATE/clients/controller-manager" \
    --authorization-kubeconfig="$STATE/clients/controller-manager" --bind-address=127.0.0.1 --leader-elect=false \
    --use-service-account-credentials=true --service-account-private-key-file="$PKI/service-accounts.key" \
    --root-ca-file="$PKI/cluster.crt" --client-ca-file="$PKI/cluster.crt" --requestheader-client-ca-file="$PKI/front-proxy.crt" \
    --cluster-signing-cert-file="$PKI/cluster.crt" --cluster-signing-key-file="$PKI/cluster.key" \
    --allocate-node-cidrs=true --cluster-cidr="$POD_CIDR" --service-cluster-ip-range="$SERVICE_CIDR" \
    --kube-api-qps=300 --kube-api-burst=500
  start kube-scheduler "$KUBERNETES/bin/kube-scheduler" --kubeconfig="$STATE/clients/scheduler" \
    --authentication-kubeconfig="$STATE/clients/scheduler" --authorization-kubeconfig="$STATE/clients/scheduler" \
    --bind-address=127.0.0.1 --leader-elect=false
}

start_kubelet() {
  echo "nameserver $DNS_SERVICE_IP" >"$STATE/resolv.conf"
  cat >"$STATE/kubelet.yaml" <<EOF
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: true}
  x509: {clientCAFile: $PKI/cluster.crt}
authorization: {mode: Webhook}
tlsCertFile: $PKI/kubelet.crt
tlsPrivateKeyFile: $PKI/kubelet.key
clusterDomain: cluster.local
clusterDNS: [$DNS_SERVICE_IP]
resolvConf: $STATE/resolv.conf
containerRuntimeEndpoint: unix://$RUNTIME_SOCKET
cgroupDriver: cgroupfs
cgroupRoot: /$CGROUP
failCgroupV1: false
failSwapOn: false
oomScoreAdj: 0
podLogsDir: $STATE/pod-logs
imageGCHighThresholdPercent: 100
imagePullCredentialsVerificationPolicy: NeverVerify
serializeImagePulls: false
maxParallelImagePulls: 4
registryPullQPS: 0
evictionHard: {memory.available: 100Mi, nodefs.available: 1Gi, imagefs.available: 1Gi, nodefs.inodesFree: 1%}
EOF
  start kubelet "$KUBERNETES/bin/kubelet" --config="$STATE/kubelet.yaml" --kubeconfig="$STATE/clients/kubelet" \
    --root-dir="$STATE/kubelet" --hostname-override="$NODE" --node-ip="$NODE_IP"
  cat >"$STATE/kube-proxy.yaml" <<EOF
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clientConnection: {kubeconfig: $STATE/clients/kube-proxy}
mode: iptables
clusterCIDR: $POD_CIDR
hostnameOverride: $NODE
oomScoreAdj: 0
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
EOF
  start kube-proxy "$KUBERNETES/bin/kube-proxy" --config="$STATE/kube-proxy.yaml"
}
