#!/usr/bin/env bash
# How long a revoked token still works at another proxy: real processes (auth, policy, two proxies) on a private Postgres
# and Redis, first with the invalidation channel, then with Redis stopped. Fails when p99 is above the promised bound.
# Usage: bash bench/revocation.sh [tries with Redis] [tries without]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/tests/servers.sh"
cd "$root"
tries=${1:-200} tries_without_redis=${2:-20}

start_test_servers
for project in services/auth-service services/policy-service services/tool-proxy-service bench/revocation; do
  dotnet build "$project" -c Release --verbosity quiet
done

secret() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'; }
export GATEWAY_ADMIN_KEY GATEWAY_SERVICE_KEY GATEWAY_KEK GATEWAY_AUTH_URL GATEWAY_POLICY_URL
GATEWAY_ADMIN_KEY=$(secret) GATEWAY_SERVICE_KEY=$(secret) GATEWAY_KEK=$(secret)
GATEWAY_AUTH_URL=http://127.0.0.1:$(spare_port) GATEWAY_POLICY_URL=http://127.0.0.1:$(spare_port)
export ConnectionStrings__Postgres=$TEST_POSTGRES ConnectionStrings__Redis=$TEST_REDIS
export GATEWAY_DATA_DIR=$work/data UPSTREAM_MODE=mock GATEWAY_REPLICAS=2
first=http://127.0.0.1:$(spare_port) second=http://127.0.0.1:$(spare_port)

services=()
stop_all() {
  kill -INT "${services[@]}" 2>/dev/null || true
  wait "${services[@]}" 2>/dev/null || true
  stop_test_servers
}
trap stop_all EXIT
start() { # project, the front door it belongs to
  GATEWAY_PROXY_URL=$2 dotnet "$root/services/$1/bin/Release/net10.0/"FourRunr.*Service.dll >>"$work/$1.log" 2>&1 &
  services+=($!)
}
start auth-service "$first"
start policy-service "$first"
start tool-proxy-service "$first"
start tool-proxy-service "$second"
for url in "$GATEWAY_AUTH_URL" "$GATEWAY_POLICY_URL" "$first" "$second"; do
  eventually 60 curl -fsS "$url/health/ready" || { echo "$url did not become ready"; tail -n 20 "$work"/*.log; exit 1; }
done

measure() { dotnet "$root/bench/revocation/bin/Release/net10.0/FourRunr.Bench.Revocation.dll" "$first" "$second" "$1" "$2"; }
echo "With Redis (bound 1000 ms):"
measure "$tries" 1000
kill -INT "$redis_pid"
wait "$redis_pid" 2>/dev/null || true
echo "With Redis stopped (bound 5000 ms):"
measure "$tries_without_redis" 5000
