#!/usr/bin/env bash
# Deploys nudger to the cluster of the current kubectl context; run it again after any change.
#
#   k8s/deploy.sh OVERLAY IMAGE
#
# The Secrets come from kafka.env, postgres.env and, for every overlay but local, the certificates ca.pem,
# kafka-key.pem and kafka-cert.pem, all in the top directory. The overlay local has passwords of its own, made once.
# A Secret's name carries the hash of what is in it, so pods are replaced when a secret changes, and only then.
set -euo pipefail
cd "$(dirname "$0")/.."

overlay=$1
image=$2
kubectl=${KUBECTL:-kubectl}

fail() {
  printf 'deploy_k8s: %s\n' "$1" >&2
  exit 2
}

# The cluster of one machine gets its own addresses and a password that outlives a second run.
make_local_env() {
  mkdir -p "$from"
  [[ -f $from/kafka.env ]] || printf 'KAFKA_BOOTSTRAP_SERVERS=kafka:9092\nKAFKA_TOPIC=nudger.checks\n' >"$from/kafka.env"
  [[ -f $from/postgres.env ]] || printf 'PG_HOST=postgres\nPG_PORT=5432\nPG_DB=nudger\nPG_USER=nudger\nPG_PASSWORD=%s\n' \
    "$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')" >"$from/postgres.env"
}

# One line of a secretGenerator for each file that is there.
list() {
  local file
  for file in "$@"; do
    printf '      - %s\n' "$file"
  done
}

[[ -f k8s/overlays/$overlay/kustomization.yaml ]] || fail "k8s/overlays/$overlay: no such overlay; OVERLAY is one of: $(ls k8s/overlays | xargs)"
[[ ${image##*/} == *:* ]] || fail "IMAGE=$image: wanted NAME:TAG"
command -v "$kubectl" >/dev/null || fail "$kubectl: not found; install it, or say where it is with KUBECTL=..."

umask 077
from=.
certificates=(ca.pem kafka-key.pem kafka-cert.pem)
if [[ $overlay == local ]]; then
  from=var/k8s-local
  certificates=()
  make_local_env
fi

missing=()
for file in kafka.env postgres.env "${certificates[@]}"; do
  [[ -s $from/$file ]] || missing+=("$file")
done
((${#missing[@]} == 0)) || fail "missing: ${missing[*]}; \`make infra\` writes them, docs/deployment.md says what stands in them"

# Kustomize reads files only from below the directory that names them, so they are brought together for a moment.
mkdir -p target
work=$(mktemp -d target/k8s.XXXXXX)
trap 'rm -rf "$work"' EXIT
for file in kafka.env postgres.env "${certificates[@]}"; do
  cp "$from/$file" "$work/$file"
done

name=${image%:*} tag=${image##*:}
namespace=$(sed -n 's/^namespace: //p' "k8s/overlays/$overlay/kustomization.yaml")
{
  printf 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: %s\n' "$namespace"
  printf 'resources: [../../k8s/overlays/%s]\n' "$overlay"
  printf 'images:\n  - {name: nudger, newName: "%s", newTag: "%s"}\n' "$name" "$tag"
  printf 'generatorOptions: {labels: {app.kubernetes.io/name: nudger}}\n'
  printf 'secretGenerator:\n'
  printf '  - name: nudger-kafka\n    envs: [kafka.env]\n'
  if ((${#certificates[@]})); then
    printf '    files:\n'
    list "${certificates[@]}"
  fi
  printf '  - name: nudger-postgres\n    envs: [postgres.env]\n'
  if ((${#certificates[@]})); then
    printf '    files: [ca.pem]\n'
  fi
} >"$work/kustomization.yaml"

"$kubectl" kustomize "$work" | "$kubectl" apply -f -
for workload in statefulset/nudger-monitor deployment/nudger-persister; do
  "$kubectl" --namespace "$namespace" rollout status "$workload" --timeout="${TIMEOUT:-5m}"
done
