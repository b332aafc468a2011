#!/usr/bin/env bash
# How soon a revocation and a policy change are effective at another proxy, with the invalidation channel and with Redis
# stopped. Fails when a p99 is above its promise.
# Usage: bash bench/propagation.sh [tries with Redis] [tries without]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/cluster.sh"
tries=${1:-200} tries_without_redis=${2:-20}

start_cluster
echo "With Redis (bound 1000 ms):"
scenario revocation "$first" "$second" "$tries" 1000
scenario policy "$first" "$second" "$tries" 1000
kill -INT "$redis_pid"
wait "$redis_pid" 2>/dev/null || true
echo "With Redis stopped (bound 5000 ms):"
scenario revocation "$first" "$second" "$tries_without_redis" 5000
scenario policy "$first" "$second" "$tries_without_redis" 5000
