#!/bin/bash
# Runs nudger as Java is to see it when it notes what a start loads: a monitor that checks itself and publishes to Kafka,
# and a persister that waits for its database. Then stops it.
#   train.sh BOOTSTRAP_SERVERS PORT java -XX:AOTCacheOutput=nudger.aot -jar nudger-fat.jar
#
#   TLS_URL  a server whose handshake is complete, whatever it says then
#   TLS_CA   the certificate that it is trusted by, in PEM
set -eu
servers=$1 port=$2
shift 2
files=$(mktemp -d)

get() { # the body of a page, nothing while there is none
  { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || return 0
  printf 'GET %s HTTP/1.0\r\n\r\n' "$1" >&3
  cat <&3
}

cat >"$files/targets.yaml" <<TARGETS
defaults: {interval: 1, timeout: 0.5}
targets:
  - {name: health, url: "http://127.0.0.1:$port/health"}
  - {name: metrics, url: "http://127.0.0.1:$port/metrics", expect: {status: 200, regexp: nudger}}
  - {name: nothing, url: "https://127.0.0.1:1/"}
TARGETS
if [ -n "${TLS_URL:-}" ]; then
  echo "  - {name: tls, url: \"$TLS_URL\", tls: {ca_file: \"$TLS_CA\"}}" >>"$files/targets.yaml"
fi

"$@" -conf "{
  \"roles\": [\"monitor\", \"persister\"],
  \"targets\": \"$files/targets.yaml\",
  \"kafka\": {\"topic\": \"nudger.training\", \"client\": {\"bootstrap.servers\": \"$servers\"}},
  \"postgres\": {\"uri\": \"postgresql://127.0.0.1:1/none\"},
  \"spool\": {\"directory\": \"$files/spool\"},
  \"http\": {\"host\": \"127.0.0.1\", \"port\": $port}}" &

for ((second = 0; ; second++)); do
  sleep 1
  kill -0 $! || exit 1
  # Several checks of each target.
  get /metrics | grep -Eq '^nudger_published_total ([2-9]|1[0-9])[0-9]' && break
  ((second < 120)) || { echo "train.sh: nothing was published within two minutes" >&2; kill -KILL $!; exit 1; }
done
sleep 5
kill -TERM $!
wait $!
rm -rf "$files"
