# Sourced by saturation.sh, growth.sh, strangers.sh, streams.sh and searches.sh: run_measurement starts a private Postgres and Redis as a user would run them
# (durable), builds what is measured in Release and runs the measurement, which starts every other server itself; everything ends with the script.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
DURABLE_SERVERS=on
source "$root/tests/servers.sh"
cd "$root"

secret() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'; }

stop_measured() {
  local pid
  # A pid may be somebody else's by now.
  for pid in $(cat "$BENCH_WORK/pids" 2>/dev/null); do
    if grep -qs "$root" "/proc/$pid/cmdline"; then kill -TERM "$pid"; fi
  done
  stop_test_servers
}

run_measurement() { # saturation, growth, strangers, streams or searches; --quick or nothing
  local plan=full
  case ${2:-} in
    '') ;;
    --quick) plan=quick ;;
    *) rmdir "$work" && echo "Usage: bash bench/$1.sh [--quick]" && return 2 ;;
  esac
  export BENCH_COMMAND="bash bench/$1.sh${2:+ $2}"
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
  # Overload takes thousands of connections.
  ulimit -n "$(ulimit -Hn)" || true
  start_test_servers
  local project
  for project in deploy/standalone services/auth-service services/policy-service services/tool-proxy-service bench/baseline bench/scenarios; do
    dotnet build "$project" -c Release --verbosity quiet >"$work/build.log" 2>&1 || { cat "$work/build.log"; return 1; }
  done
  export BENCH_ROOT=$root BENCH_WORK=$work/measured BENCH_POSTGRES_PID BENCH_REDIS_PID=$redis_pid
  BENCH_POSTGRES_PID=$(head -n 1 "$work/postgres/db/postmaster.pid")
  mkdir "$BENCH_WORK"
  trap stop_measured EXIT
  export GATEWAY_ADMIN_KEY GATEWAY_SERVICE_KEY GATEWAY_KEK
  GATEWAY_ADMIN_KEY=$(secret) GATEWAY_SERVICE_KEY=$(secret) GATEWAY_KEK=$(secret)
  dotnet bench/scenarios/bin/Release/net10.0/FourRunr.Bench.Scenarios.dll "$1" "$plan"
}
