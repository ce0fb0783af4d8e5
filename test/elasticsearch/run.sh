#!/usr/bin/env bash
# Runs a real Elasticsearch or OpenSearch server (1 or 3 nodes) on loopback, from Maven jars,
# in the foreground, until SIGTERM or SIGINT.
#
#   run.sh [--flavor elasticsearch|opensearch] [--version V] [--nodes 1|3] [--port 9200]
#          [--data DIR] [--heap 512m] [--set key=value]... [--restart] [--build-only]
#
# Each node is a process of its own, whose id is in DATA/es0N/pid. With --restart a node that was killed is started again.
set -euo pipefail

flavor=elasticsearch version= nodes=1 port=9200 data= heap=512m restart= build_only= extra=()
while [ $# -gt 0 ]; do
  case $1 in
    --flavor) flavor=$2; shift 2 ;;
    --version) version=$2; shift 2 ;;
    --nodes) nodes=$2; shift 2 ;;
    --port) port=$2; shift 2 ;;
    --data) data=$2; shift 2 ;;
    --heap) heap=$2; shift 2 ;;
    --set) extra+=("$2"); shift 2 ;;
    --restart) restart=1; shift ;;
    --build-only) build_only=1; shift ;;
    *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
done
case $flavor in
  elasticsearch) : "${version:=7.6.2}" ;;
  opensearch) : "${version:=2.19.1}" ;;
  *) echo "unknown flavor $flavor" >&2; exit 2 ;;
esac
case $nodes in 1 | 3) ;; *) echo "--nodes must be 1 or 3" >&2; exit 2 ;; esac

here=$(cd "$(dirname "$0")" && pwd)
server=$flavor-$version
out=$here/target/$server
if [ ! -s "$out/classpath" ] || [ "$here/pom.xml" -nt "$out/classpath" ] ||
   [ -n "$(find "$here/src" -type f -newer "$out/classpath" 2>/dev/null)" ]; then
  echo "building $server" >&2
  mvn -q -B -f "$here/pom.xml" -P "$server" package >&2
  touch "$out/classpath"
fi
[ -z "$build_only" ] || exit 0

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
scratch=
if [ -z "$data" ]; then data=$(mktemp -d) scratch=$data; fi
mkdir -p "$data"

pids=()
stop() {
  trap '' TERM INT
  for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; kill -CONT "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  [ -z "$scratch" ] || rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 0' TERM INT

settings=(cluster.name=es-docker-cluster network.host=127.0.0.1
  http.type=netty4 transport.type=netty4
  cluster.routing.allocation.disk.threshold_enabled=false)
if [ "$nodes" = 1 ]; then
  settings+=(discovery.type=single-node)
else
  settings+=("discovery.seed_hosts=127.0.0.1:$((port + 100)),127.0.0.1:$((port + 101)),127.0.0.1:$((port + 102))"
    cluster.initial_master_nodes=es01,es02,es03)
fi

start_node() { # 0, 1 or 2
  local name=es0$(($1 + 1)) home
  home=$data/$name
  mkdir -p "$home/config" "$home/data" "$home/tmp"
  "$java" -Xms"$heap" -Xmx"$heap" -XX:+UseSerialGC -XX:-UsePerfData -Djava.io.tmpdir="$home/tmp" \
    -Djava.awt.headless=true -Dio.netty.noUnsafe=true -Dio.netty.allocator.numDirectArenas=0 \
    -Dio.netty.noKeySetOptimization=true -Dlog4j2.disable.jmx=true -Dlog4j2.formatMsgNoLookups=true \
    -cp "$out/classes:$(cat "$out/classpath")" Server \
    "${settings[@]}" node.name="$name" path.home="$home" path.data="$home/data" path.logs="$home" \
    http.port=$((port + $1)) transport.port=$((port + 100 + $1)) "${extra[@]}" \
    >>"$home/server.log" 2>&1 &
  pids[$1]=$!
  echo "${pids[$1]}" >"$home/pid"
}

begin=$(date +%s%N)
for ((i = 0; i < nodes; i++)); do start_node "$i"; done

url=http://127.0.0.1:$port
ready() {
  local health
  health=$(curl -s -m 5 "$url/_cluster/health") || return 1
  [[ $health =~ \"status\":\"(green|yellow)\" && $health =~ \"number_of_nodes\":$nodes, ]]
}
for ((t = 0; t < 1200; t++)); do
  if ready; then break; fi
  for ((i = 0; i < nodes; i++)); do
    if ! kill -0 "${pids[i]}" 2>/dev/null; then
      echo "es0$((i + 1)) stopped:" >&2
      tail -n 30 "$data/es0$((i + 1))/server.log" >&2
      exit 1
    fi
  done
  sleep 0.1
done
ready || { echo "no healthy cluster within two minutes; see $data/*/server.log" >&2; exit 1; }
ms=$((($(date +%s%N) - begin) / 1000000))
echo "$url ready: $server, $nodes node(s), pids ${pids[*]}, $ms ms"
while [ -n "$restart" ]; do
  wait -n "${pids[@]}" || true
  sleep 1
  for ((i = 0; i < nodes; i++)); do
    kill -0 "${pids[i]}" 2>/dev/null || start_node "$i"
  done
done
wait -n "${pids[@]}" || true
echo "a node stopped by itself; see $data/*/server.log" >&2
exit 1
