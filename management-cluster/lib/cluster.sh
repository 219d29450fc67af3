# shellcheck shell=bash disable=SC2034  # what is set here is used by those who source it
# What install and uninstall share: where things are, how the cluster is asked, how long is waited. Sourced, not run.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

crossplane_namespace=crossplane-system
tekton_namespaces=(tekton-pipelines tekton-pipelines-resolvers)
field_manager=polyglot-install
# what the environments are made of: the package that brings their kinds, the group of these, what they know of this cluster
configuration=polyglot-environment
environment_group=platform.polyglot.dev
environment_config=polyglot-management-cluster
location_keys=(CROSSPLANE_CHART TEKTON_PIPELINES TEKTON_TRIGGERS TEKTON_INTERCEPTORS TEKTON_DASHBOARD IMAGE_CONFIGS)

context=
timeout=900
server_version=
locations_file=$here/locations.env
declare -A location=()
declare -a problems=()

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

say() { printf '%s\n' "$@"; }

# usage_error TEXT...: a mistake in the command line
usage_error() {
  printf '%s: %s\n' "${0##*/}" "$*" "${0##*/}" "--help tells what there is" >&2
  exit 2
}

stop() {
  printf '%s\n' "$*" >&2
  exit 1
}

# problem TEXT WHAT_TO_DO...: remembered, so that all problems are told at once
problem() {
  local text=$1 remedy
  shift
  for remedy; do text+=$'\n'"    $remedy"; done
  problems+=("$text")
}

stop_at_problems() {
  [ ${#problems[@]} -gt 0 ] || return 0
  local one
  {
    printf '%s\n' "$1"
    for one in "${problems[@]}"; do printf -- '  - %s\n' "$one"; done
  } >&2
  exit 1
}

# no_answer: where the cluster's silence would look like there being nothing; kubectl has said why
no_answer() { stop "The cluster did not answer ${0##*/}. Run it again when it does."; }

warn() { printf 'warning: %s\n' "$@" >&2; }

# value OPTION ARGUMENTS...: the argument of an option, which may not be missing
value() {
  if [ $# -lt 2 ] || [ -z "$2" ]; then usage_error "$1 needs a value"; fi
  printf '%s' "$2"
}

# k ARGUMENTS...: kubectl, which by itself waits for an answer without end
k() { kubectl ${context:+--context "$context"} --request-timeout=60s "$@"; }
h() { helm ${context:+--kube-context "$context"} "$@"; }
apply() { k apply --server-side --field-manager="$field_manager" "$@"; }

# one_line TEXT: its last line that says something, for the reason of a failure
one_line() { grep -v '^[[:space:]]*$' <<<"$1" | tail -n 1 | cut -c1-400 || true; }

# minor VERSION: "1.36" of "v1.36.3-gke.1"
minor() { sed -nE 's/^v?([0-9]+\.[0-9]+).*/\1/p' <<<"$1"; }

# older A B: whether version A comes before version B
older() { [ "$1" != "$2" ] && [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

is_url() { [[ $1 == http://* || $1 == https://* ]]; }

# read_locations: KEY=value lines, taken as text and never run; a relative path counts from the file's own folder
read_locations() {
  local line key text folder
  [ -r "$locations_file" ] || usage_error "$locations_file: no such file of locations"
  folder=$(cd "$(dirname "$locations_file")" && pwd)
  while IFS= read -r line || [ -n "$line" ]; do
    [[ $line =~ ^[[:space:]]*(#.*)?$ ]] && continue
    [[ $line =~ ^([A-Z_]+)=(.*)$ ]] || usage_error "$locations_file: not a KEY=value line: $line"
    key=${BASH_REMATCH[1]}
    text=${BASH_REMATCH[2]}
    [[ " ${location_keys[*]} " == *" $key "* ]] || usage_error "$locations_file: unknown key $key; there are: ${location_keys[*]}"
    if [ -n "$text" ] && ! is_url "$text" && [[ $text != /* ]]; then
      text=$folder/$text
    fi
    location[$key]=$text
  done <"$locations_file"
}

check_locations() {
  local key
  for key in "${location_keys[@]}"; do
    if [ -z "${location[$key]:-}" ]; then
      [ "$key" = IMAGE_CONFIGS ] || problem "$locations_file does not say $key" "add $key=URL or $key=PATH; $here/locations.env has the public ones"
    elif ! is_url "${location[$key]}" && [ ! -r "${location[$key]}" ]; then
      problem "$key of $locations_file is no readable file: ${location[$key]}" "correct the path, or write a URL"
    fi
  done
}

# check_tool NAME VERSION MINIMUM URL
check_tool() {
  local name=$1 version=$2 minimum=$3 url=$4
  if ! command -v "$name" >/dev/null; then
    problem "$name is not installed" "$url"
  elif [ -z "$version" ] || older "$version" "$minimum"; then
    problem "$name is too old (${version:-unknown}); $minimum or newer is needed" "$url"
  fi
}

check_tools() {
  local kubectl helm
  kubectl=$(kubectl version --client -o yaml 2>/dev/null | sed -nE 's/^ *gitVersion: *//p' | head -n 1 || true)
  helm=$(helm version --template '{{.Version}}' 2>/dev/null || true)
  check_tool kubectl "$(minor "$kubectl")" 1.28 https://kubernetes.io/docs/tasks/tools/
  check_tool helm "$(minor "$helm")" 3.12 https://helm.sh/docs/intro/install/
}

# check_reachable: sets server_version, or adds a problem and fails
check_reachable() {
  local answer
  if ! answer=$(k get --raw /version --request-timeout=15s 2>&1); then
    problem "the cluster${context:+ of the context $context} does not answer: $(one_line "$answer")" \
      "kubectl config get-contexts lists the clusters you know; choose one with --context NAME"
    return 1
  fi
  server_version=$(sed -nE 's/.*"gitVersion": *"([^"]+)".*/\1/p' <<<"$answer" | head -n 1)
}

check_rights() {
  if [ "$(k auth can-i '*' '*' --all-namespaces 2>/dev/null)" != yes ]; then
    problem "you are not allowed everything on this cluster, and this installs CRDs, ClusterRoles and webhooks" \
      "ask for the ClusterRole cluster-admin, or let an administrator run this"
  fi
}

# check_access HEADING: what both scripts check first; where no question can be asked it ends with what is known so far
check_access() {
  check_locations
  check_tools
  if ! command -v kubectl >/dev/null || ! check_reachable; then stop_at_problems "$1"; fi
  check_rights
}

# --- whose it is ---
# Each of these ends the script, or fails, if the cluster does not answer.

# is_ours KIND NAME [NAMESPACE]: whether install is among those who wrote the object
is_ours() {
  local managers
  managers=$(k get "$1" "$2" ${3:+--namespace "$3"} --ignore-not-found --show-managed-fields -o jsonpath='{.metadata.managedFields[*].manager}') || no_answer
  [[ " $managers " == *" $field_manager "* ]]
}

# present KIND...: those of the kinds, as KIND.GROUP, that the cluster has
present() {
  local all kind
  all=$(k get crd -o name) || return 1
  for kind; do
    if [[ $'\n'$all$'\n' == *$'\n'"customresourcedefinition.apiextensions.k8s.io/$kind"$'\n'* ]]; then say "$kind"; fi
  done
}

# crossplanes: "namespace|whose|version" of each Crossplane that runs; bootstrap/crossplane-values.yaml sets the label
crossplanes() {
  k get deployments --all-namespaces --selector app=crossplane -o jsonpath='{range .items[*]}{.metadata.namespace}{"|"}{.metadata.labels.polyglot\.dev/installed-by}{"|"}{.metadata.labels.app\.kubernetes\.io/version}{"\n"}{end}'
}

# check_other_crossplane: one that install did not put there; its kinds, roles and webhooks have the names of ours
check_other_crossplane() {
  local list namespace whose
  list=$(crossplanes) || no_answer
  while IFS='|' read -r namespace whose _; do
    if [ -n "$namespace" ] && [ "$namespace" != "$crossplane_namespace" ]; then
      problem "another Crossplane runs in the namespace $namespace; two of them share their kinds" "use another cluster, or remove that one"
    elif [ -n "$namespace" ] && [ "$whose" != "$field_manager" ]; then
      problem "the Crossplane in $namespace was not installed by management-cluster/install" "use another cluster, or remove that one" \
        "or hand it over, to be changed here and one day removed: kubectl -n $namespace label deployment crossplane polyglot.dev/installed-by=$field_manager"
    fi
  done <<<"$list"
}

check_other_tekton() {
  local list namespace name
  list=$(k get deployments --all-namespaces --selector app.kubernetes.io/part-of=tekton-pipelines,app.kubernetes.io/component=controller -o jsonpath='{range .items[*]}{.metadata.namespace}{" "}{.metadata.name}{"\n"}{end}') || no_answer
  while read -r namespace name; do
    if [ -n "$name" ] && ! is_ours deployment "$name" "$namespace"; then
      problem "Tekton is already installed, by other means ($namespace/$name)" "use another cluster, or remove that Tekton: this installs it at its own version"
    fi
  done <<<"$list"
}

# check_manifests: that Tekton's can be read; --local asks no cluster, which may not know their kinds yet
check_manifests() {
  local key answer
  for key in TEKTON_PIPELINES TEKTON_TRIGGERS TEKTON_INTERCEPTORS TEKTON_DASHBOARD; do
    if [ -n "${location[$key]:-}" ] && ! answer=$(kubectl annotate --local -f "${location[$key]}" polyglot.dev/tried=yes -o name 2>&1); then
      problem "$key cannot be read from ${location[$key]}: $(one_line "$answer")" "correct $key in $locations_file"
    fi
  done
}

step_number=0
step_count=0
step_begin=0

# step TITLE [TYPICAL]: begins a step and says how long it usually takes
step() {
  step_number=$((step_number + 1))
  step_begin=$SECONDS
  say "[$step_number/$step_count] $1${2:+ (usually $2 s)}"
}

step_done() { say "      ${1:-done} after $((SECONDS - step_begin)) s"; }

indent() { sed 's/^/        /'; }

# wait_until WHAT COMMAND...: until the command prints nothing; what it prints is what is waited for. What it says on
# standard error counts only if it fails: kubectl also warns there. A command has to pass a failure on by itself
# (`|| return 1`), as errexit does not work in it, and an answer that did not come would look like nothing to wait for
wait_until() {
  local what=$1 pending begin=$SECONDS told=$SECONDS
  shift
  while true; do
    pending=$("$@" 2>"$scratch/complaints") || pending="the cluster did not answer: $(one_line "$(<"$scratch/complaints")")"
    [ -n "$pending" ] || return 0
    if ((SECONDS - begin >= timeout)); then
      stop "$(printf 'Gave up waiting for %s after %s s. Not yet there:\n%s\nRun this again when it is mended: it goes on where it stopped.' \
        "$what" "$((SECONDS - begin))" "$(indent <<<"$pending")")"
    fi
    if ((SECONDS - told >= 15)); then
      say "      waiting for $what, $((SECONDS - begin)) s:"
      indent <<<"$pending"
      told=$SECONDS
    fi
    sleep 2
  done
}

# pending_deployments NAMESPACE...: the Deployments that are not available, and why
pending_deployments() {
  local namespace list
  for namespace; do
    list=$(k get deployments --namespace "$namespace" -o jsonpath='{range .items[*]}{.metadata.name}{"\t"}{.metadata.generation}{"\t"}{.status.observedGeneration}{"\t"}{.spec.replicas}{"\t"}{.status.updatedReplicas}{"\t"}{.status.availableReplicas}{"\t"}{.status.conditions[?(@.type=="ReplicaFailure")].message}{"\n"}{end}' |
      awk -F '\t' -v namespace="$namespace" '
        NF > 1 && ($2 != $3 || $5 + 0 < $4 || $6 + 0 < $4 || $4 == 0) {
          printf "%s/%s: %d of %d available%s\n", namespace, $1, $6, $4, $4 == 0 ? " (scaled to none)" : $7 == "" ? "" : ": " $7
        }') || return 1
    if [ -n "$list" ]; then
      printf '%s\n' "$list"
      pending_pods "$namespace" || return 1
    fi
  done
}

# pending_pods NAMESPACE: the pods that are not ready and know a reason
pending_pods() {
  k get pods --namespace "$1" -o jsonpath='{range .items[*]}{.metadata.name}{"\t"}{.status.conditions[?(@.type=="Ready")].status}{"\t"}{.status.phase}{"\t"}{.status.conditions[?(@.type=="PodScheduled")].message}{"\t"}{.status.initContainerStatuses[*].state.waiting.reason}{"\t"}{.status.initContainerStatuses[*].state.waiting.message}{"\t"}{.status.containerStatuses[*].state.waiting.reason}{"\t"}{.status.containerStatuses[*].state.waiting.message}{"\n"}{end}' |
    awk -F '\t' '
      NF > 1 && $2 != "True" && $3 != "Succeeded" {
        reason = ""
        for (i = 4; i <= NF; i++) if ($i != "" && $i != "PodInitializing") reason = reason " " $i
        if (reason != "") print "  pod " $1 ":" substr(reason, 1, 300)
      }'
}
