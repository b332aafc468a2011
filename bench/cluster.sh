# Sourced by the benchmarks: start_cluster builds and starts real processes (auth, policy, two proxies) on a private
# Postgres and Redis; everything ends with the script.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/tests/servers.sh"
cd "$root"
services=()

secret() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'; }

stop_cluster() {
  # Not INT: a script's background processes are started with it ignored.
  kill -TERM "${services[@]}" 2>/dev/null || true
  wait "${services[@]}" 2>/dev/null || true
  stop_test_servers
}

start_service() { # project, the front door it belongs to
  GATEWAY_PROXY_URL=$2 dotnet "$root/services/$1/bin/Release/net10.0/"FourRunr.*Service.dll >>"$work/$1.log" 2>&1 &
  services+=($!)
}

start_cluster() {
  start_test_servers
  for project in services/auth-service services/policy-service services/tool-proxy-service bench/scenarios; do
    dotnet build "$project" -c Release --verbosity quiet >"$work/build.log" 2>&1 || { cat "$work/build.log"; return 1; }
  done
  export GATEWAY_ADMIN_KEY GATEWAY_SERVICE_KEY GATEWAY_KEK GATEWAY_AUTH_URL GATEWAY_POLICY_URL
  GATEWAY_ADMIN_KEY=$(secret) GATEWAY_SERVICE_KEY=$(secret) GATEWAY_KEK=$(secret)
  GATEWAY_AUTH_URL=http://127.0.0.1:$(spare_port) GATEWAY_POLICY_URL=http://127.0.0.1:$(spare_port)
  export ConnectionStrings__Postgres=$TEST_POSTGRES ConnectionStrings__Redis=$TEST_REDIS
  export GATEWAY_DATA_DIR=$work/data UPSTREAM_MODE=mock GATEWAY_REPLICAS=2
  first=http://127.0.0.1:$(spare_port) second=http://127.0.0.1:$(spare_port)
  trap stop_cluster EXIT
  start_service auth-service "$first"
  start_service policy-service "$first"
  start_service tool-proxy-service "$first"
  start_service tool-proxy-service "$second"
  local url
  for url in "$GATEWAY_AUTH_URL" "$GATEWAY_POLICY_URL" "$first" "$second"; do
    eventually 60 curl -fsS "$url/health/ready" || { echo "$url did not become ready"; tail -n 20 "$work"/*.log; return 1; }
  done
}

scenario() { dotnet "$root/bench/scenarios/bin/Release/net10.0/FourRunr.Bench.Scenarios.dll" "$@"; }
