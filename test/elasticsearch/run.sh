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

server=$flavor-$version
# The Java of JAVA_HOME, else the one on the path, else another beside it, if new enough.
need=11
case $server in elasticsearch-8.*) need=17 ;; elasticsearch-9.* | opensearch-3.*) need=21 ;; esac
onpath=$(readlink -f "$(command -v java)" || true) onpath=${onpath%/bin/java} java=
for dir in "${JAVA_HOME:-$onpath}" "$onpath" "${onpath%/*}"/*; do
  major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$dir/release" 2>/dev/null || true)
  if [ "${major:-0}" -ge "$need" ]; then export JAVA_HOME=$dir java=$dir/bin/java; break; fi
done
[ -n "$java" ] || { echo "$server needs Java $need or newer: set JAVA_HOME" >&2; exit 2; }

here=$(cd "$(dirname "$0")" && pwd)
out=$here/target/$server
if [ ! -s "$out/classpath" ] || [ "$here/pom.xml" -nt "$out/classpath" ] ||
   [ -n "$(find "$here/src" -type f -newer "$out/classpath" 2>/dev/null)" ]; then
  echo "building $server" >&2
  mvn -q -B -f "$here/pom.xml" -P "$server" package >&2
  touch "$out/classpath"
fi
[ -z "$build_only" ] || exit 0

# Where there is a lab jar (Elasticsearch 8.19, 9), modules load from folders, and their jars must not be on the class
# path too.
classpath=$(cat "$out/classpath") netty=
lab=$out/search-server-1-lab.jar
if [ -s "$lab" ]; then
  IFS=: read -ra jars <<<"$classpath"
  classpath=
  for jar in "${jars[@]}"; do
    case ${jar##*/} in
      transport-netty4-* | netty-* | elasticsearch-ssl-config-*) netty+=${netty:+:}$jar ;;
      *) classpath+=${classpath:+:}$jar ;;
    esac
  done
fi

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

# The serial collector frees the old generation only when it is full. A breaker that looks at the heap would refuse requests
# with 429 for garbage alone.
settings=(cluster.name=es-docker-cluster network.host=127.0.0.1
  http.type=netty4 transport.type=netty4 indices.breaker.total.use_real_memory=false
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
    -Dmodule.netty="$netty" -Dmodule.lab="$lab" \
    -cp "$out/search-server-1.jar:$classpath" Server \
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
