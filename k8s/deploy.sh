#!/usr/bin/env bash
# Deploys nudger to the cluster of the current kubectl context; run it again after any change.
#
#   k8s/deploy.sh OVERLAY IMAGE
#
# The Secrets come from kafka.env, postgres.env, postgres-owner.env, postgres-alerter.env, postgres-reader.env and, for every
# overlay but local, the certificates ca.pem, kafka-key.pem and kafka-cert.pem, all in the top directory. Without
# postgres-owner.env the user of postgres.env owns the schema; without the other two, alerters and status pages have it too.
# The overlay local has passwords of its own, made once.
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

password() {
  od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

# The cluster of one machine gets its own addresses, and passwords that outlive a second run.
make_local_env() {
  mkdir -p "$from"
  [[ -f $from/kafka.env ]] || printf 'KAFKA_BOOTSTRAP_SERVERS=kafka:9092\nKAFKA_TOPIC=nudger.checks\n' >"$from/kafka.env"
  [[ -f $from/postgres.env ]] || printf 'PG_HOST=postgres\nPG_PORT=5432\nPG_DB=nudger\nPG_USER=nudger_persister\nPG_PASSWORD=%s\n' \
    "$(password)" >"$from/postgres.env"
  [[ -f $from/postgres-owner.env ]] || printf 'PG_OWNER_USER=nudger_owner\nPG_OWNER_PASSWORD=%s\nPG_READER_USER=nudger_reader\n' \
    "$(password)" >"$from/postgres-owner.env"
  [[ -f $from/postgres-alerter.env ]] || printf 'PG_ALERTER_USER=nudger_alerter\nPG_ALERTER_PASSWORD=%s\n' \
    "$(password)" >"$from/postgres-alerter.env"
  [[ -f $from/postgres-reader.env ]] || printf 'PG_READER_USER=nudger_reader\nPG_READER_PASSWORD=%s\n' \
    "$(password)" >"$from/postgres-reader.env"
  [[ -f $from/postgres-admin.env ]] || printf 'POSTGRES_PASSWORD=%s\n' "$(password)" >"$from/postgres-admin.env"
}

# Who owns the schema, and who may read it: the pod looks for each in a file of its own, so none may be absent.
owner_env() {
  if [[ -s $from/postgres-owner.env ]]; then
    cat "$from/postgres-owner.env"
  else
    sed -n 's/^PG_\(USER\|PASSWORD\)=/PG_OWNER_\1=/p' "$from/postgres.env"
  fi
  # The file may not end in a line end.
  grep -qs '^PG_READER_USER=' "$from/postgres-owner.env" || printf '\nPG_READER_USER=\n'
}

# Who decides states (alerter), or reads for the status page (reader): the user of postgres.env where no file names another.
user_env() {
  if [[ -s $from/postgres-$1.env ]]; then
    cat "$from/postgres-$1.env"
  else
    sed -n "s/^PG_\(USER\|PASSWORD\)=/PG_${1^^}_\1=/p" "$from/postgres.env"
  fi
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
owner_env >"$work/postgres-owner.env"
for user in alerter reader; do
  user_env "$user" >"$work/postgres-$user.env"
done
[[ -s $from/postgres-owner.env ]] || printf 'deploy_k8s: without postgres-owner.env, the user of postgres.env owns the schema\n'
[[ $overlay != local ]] || cp "$from/postgres-admin.env" "$work/postgres-admin.env"

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
  printf '  - name: nudger-postgres-owner\n    envs: [postgres-owner.env]\n'
  for user in alerter reader; do
    printf '  - name: nudger-postgres-%s\n    envs: [postgres-%s.env]\n' "$user" "$user"
  done
  if [[ $overlay == local ]]; then
    printf '  - name: nudger-postgres-admin\n    envs: [postgres-admin.env]\n'
  fi
} >"$work/kustomization.yaml"

in_namespace=("$kubectl" --namespace "$namespace")
timeout=${TIMEOUT:-5m}

"$kubectl" kustomize "$work" >"$work/rendered.yaml"
# A Job cannot be changed. Its work may be done again.
"${in_namespace[@]}" delete job nudger-migrate --ignore-not-found --cascade=foreground
"$kubectl" apply -f - <"$work/rendered.yaml"
"${in_namespace[@]}" wait --for=condition=complete job/nudger-migrate --timeout="$timeout" || {
  "${in_namespace[@]}" logs job/nudger-migrate --tail=5 >&2 || true
  fail 'the schema is not up to date: the Job nudger-migrate says why'
}
for workload in statefulset/nudger-monitor deployment/nudger-persister deployment/nudger-alerter deployment/nudger-page; do
  "${in_namespace[@]}" rollout status "$workload" --timeout="$timeout"
done
