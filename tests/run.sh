#!/usr/bin/env bash
# Builds everything and runs every test against a real Postgres and a real Redis, private to this run: started on
# spare loopback ports in a temporary directory, stopped at the end. Ends with "N passed, N failed".
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/tests/servers.sh"
exec </dev/null
cd "$root"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en TERM=dumb NO_COLOR=1
# No build node may outlive the run and keep its output open.
export MSBUILDDISABLENODEREUSE=1
# The tests start hundreds of hosts: none needs to watch its settings, and the system has few watchers.
export DOTNET_hostBuilder__reloadConfigOnChange=false

start_test_servers
dotnet build FourRunr.slnx --verbosity quiet

passed=0 failed=0 skipped=0

log=$work/test.log

# The number after a label of the runner's summary, e.g. "  succeeded: 12".
count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$2" | tail -n 1; }

# What failed, short: said again at the end, because a log that is cut to its last lines must still tell it.
failures=''

# The failed tests in the runner's log, with their messages; what the services logged stays out.
failed_tests() {
  awk '/^failed /      { lines = 12 }
       /^[^ ]/         { if (!/^failed /) lines = 0 }
       /^  (Standard|Error) output/ { lines = 0 }
       /^  from /      { next }
       lines-- > 0     { print "  " substr($0, 1, 300) }' "$1"
}

log_of() { echo "$work/$(basename "$1" .csproj).log"; }

# In place of the shell that calls it. What follows the project goes before the command.
run_tests() { exec "${@:2}" dotnet test --project "$1" --no-build --no-progress --max-threads 2 >"$(log_of "$1")" 2>&1; }

# Says and counts what became of a project that ended with this exit code.
report() {
  local log ok bad left_out
  log=$(log_of "$1")
  ok=$(count succeeded "$log") bad=$(count failed "$log") left_out=$(count skipped "$log")
  # A project that crashed, hung up or found no test is a failure even if no single test failed.
  if [[ $2 -ne 0 && ${bad:-0} -eq 0 || -z $ok ]]; then bad=1; fi
  if [[ ${bad:-0} -gt 0 ]]; then
    grep -v ' Microsoft.Hosting.Lifetime\[' "$log" || true
    failures+="${1#"$root"/}: exit code $2"$'\n'"$(failed_tests "$log" | grep . || tail -n 5 "$log")"$'\n'
  fi
  echo "   ${ok:-0} passed, ${bad:-0} failed, ${left_out:-0} skipped in $(sed -n 's/^ *duration: *//p' "$log" | tail -n 1)"
  # Which commands of the documentation ran.
  if [[ -f ${1%/*}/bin/Debug/net10.0/report.txt ]]; then sed 's/^/   /' "${1%/*}/bin/Debug/net10.0/report.txt"; fi
  passed=$((passed + ${ok:-0})) failed=$((failed + ${bad:-0})) skipped=$((skipped + ${left_out:-0}))
}

# Each command is one test.
check() {
  if "$@" >"$log" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $*" && cat "$log"
    failures+="$*"$'\n'"$(tail -n 12 "$log" | cut -c 1-300)"$'\n'
  fi
}

echo "== deploy/prometheus"
check promtool check config deploy/prometheus/prometheus.yml
check promtool check config deploy/prometheus/standalone.yml
check promtool check rules deploy/prometheus/alerts.yml
check promtool test rules deploy/prometheus/alerts.test.yml
echo "   $passed passed, $failed failed"

echo "== bench/metrics-delta.js, bench/k6/report.js"
check node --test tests/bench/metrics-delta.test.js tests/bench/k6-report.test.js

echo "== bench/micro allocations"
# As bench/micro.sh does: else some percent change from run to run.
check env DOTNET_TieredPGO=0 dotnet run -c Release --project bench/micro -- allocations

echo "== tests/fuzz"
# The same requests every time; tests/fuzz/run.sh sends others, for as long as one likes.
check dotnet tests/fuzz/bin/Debug/net10.0/FourRunr.Fuzz.dll 30 1

# The two that take longest run beside the others, which wait often: for faults, for programs, for each other's answers. All but the faults
# are niced, because faults are judged by the clock.
faults=$root/tests/faults.tests/FourRunr.Faults.Tests.csproj
proxy=$root/tests/tool-proxy-service.tests/FourRunr.ToolProxyService.Tests.csproj
run_tests "$faults" &
faults_run=$!
run_tests "$proxy" nice -n 10 &
proxy_run=$!
trap 'kill "$faults_run" "$proxy_run" 2>/dev/null || true; stop_test_servers' EXIT

while read -r project; do
  echo "== ${project#"$root"/}"
  status=0
  (run_tests "$project" nice -n 10) || status=$?
  report "$project" "$status"
done < <(find "$root/tests" -name '*.Tests.csproj' ! -path "$faults" ! -path "$proxy" | sort)

echo "== ${proxy#"$root"/}"
status=0
wait "$proxy_run" || status=$?
report "$proxy" "$status"

echo "== ${faults#"$root"/}"
status=0
wait "$faults_run" || status=$?
report "$faults" "$status"

total="$passed passed, $failed failed"
if [[ $skipped -gt 0 ]]; then total+=", $skipped skipped"; fi
stop_test_servers
if [[ -n $failures ]]; then printf '\n== What failed\n%s' "$failures"; fi
echo "$total"
[[ $failed -eq 0 && $passed -gt 0 ]]
