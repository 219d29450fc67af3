# shellcheck shell=bash
# The cluster's keys and certificates: new for every `up`, valid for 30 days.

PKI=$STATE/pki

private_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$PKI/$1.key"; }

# authority NAME COMMON-NAME
authority() {
  private_key "$1"
  openssl req -x509 -new -key "$PKI/$1.key" -days 30 -subj "/CN=$2" -out "$PKI/$1.crt"
}

# certificate NAME AUTHORITY SUBJECT serverAuth|clientAuth [SUBJECT-ALT-NAMES]
certificate() {
  private_key "$1"
  printf 'keyUsage=critical,digitalSignature\nextendedKeyUsage=%s\n%s\n' "$4" "${5:+subjectAltName=$5}" >"$PKI/$1.ext"
  openssl req -new -key "$PKI/$1.key" -subj "$3" -out "$PKI/$1.csr"
  openssl x509 -req -in "$PKI/$1.csr" -CA "$PKI/$2.crt" -CAkey "$PKI/$2.key" -CAcreateserial -days 30 \
    -extfile "$PKI/$1.ext" -out "$PKI/$1.crt" 2>/dev/null
  rm "$PKI/$1.ext" "$PKI/$1.csr"
}

# kubeconfig FILE SUBJECT: a client of the API server, its certificate inside
kubeconfig() {
  local name
  name=client-$(basename "$1")
  certificate "$name" cluster "$2" clientAuth
  cat >"$1" <<EOF
apiVersion: v1
kind: Config
clusters:
  - name: management
    cluster:
      server: https://$NODE_IP:6443
      certificate-authority-data: $(base64 -w0 "$PKI/cluster.crt")
users:
  - name: $name
    user:
      client-certificate-data: $(base64 -w0 "$PKI/$name.crt")
      client-key-data: $(base64 -w0 "$PKI/$name.key")
contexts:
  - name: management
    context: {cluster: management, user: $name}
current-context: management
EOF
  chmod 600 "$1"
}

make_pki() {
  mkdir -m 700 "$PKI" "$STATE/clients"
  authority cluster kubernetes-ca
  authority front-proxy front-proxy-ca
  private_key service-accounts
  openssl ec -in "$PKI/service-accounts.key" -pubout -out "$PKI/service-accounts.pub" 2>/dev/null
  certificate apiserver cluster /CN=kube-apiserver serverAuth \
    "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,DNS:localhost,IP:127.0.0.1,IP:$NODE_IP,IP:$API_SERVICE_IP"
  certificate apiserver-kubelet cluster /O=system:masters/CN=kube-apiserver-kubelet-client clientAuth
  certificate front-proxy-client front-proxy /CN=front-proxy-client clientAuth
  certificate kubelet cluster "/O=system:nodes/CN=system:node:$NODE" serverAuth "DNS:$NODE,IP:$NODE_IP"
  kubeconfig "$STATE/kubeconfig" /O=system:masters/CN=admin
  kubeconfig "$STATE/clients/controller-manager" /CN=system:kube-controller-manager
  kubeconfig "$STATE/clients/scheduler" /CN=system:kube-scheduler
  kubeconfig "$STATE/clients/kubelet" "/O=system:nodes/CN=system:node:$NODE"
  kubeconfig "$STATE/clients/kube-proxy" /CN=system:kube-proxy
}
