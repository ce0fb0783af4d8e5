#!/usr/bin/env bash
# Checks deploy/daemonset.yaml against a real kube-apiserver and DaemonSet controller, by the scripts beside the checkout.
#   test/kubernetes/check.sh         (QUICK=1: strict decoding only; LAB_CACHE: where the built servers are kept)
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
check=$project/../shared/docker-lab/k8s-check.sh
if [ ! -x "$check" ]; then
  echo "skipped: the scripts that build the servers are not here; with a cluster at hand: kubectl apply --dry-run=server -f deploy/daemonset.yaml"
  exit 0
fi
work=$(mktemp -d /tmp/lk.XXXXXX)
trap 'rm -rf "$work"' EXIT
LAB_CACHE=${LAB_CACHE:-${TMPDIR:-/tmp}/logagent-ci-cache} "$check" "$project/deploy/daemonset.yaml" "$work"
