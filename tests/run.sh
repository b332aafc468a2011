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

# The number after a label of the runner's summary, e.g. "  succeeded: 12".
count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }

log=$work/test.log

# What failed, short: said again at the end, because a log that is cut to its last lines must still tell it.
failures=''

# The failed tests in the runner's log, with their messages; what the services logged stays out.
failed_tests() {
  awk '/^failed /      { lines = 12 }
       /^[^ ]/         { if (!/^failed /) lines = 0 }
       /^  (Standard|Error) output/ { lines = 0 }
       /^  from /      { next }
       lines-- > 0     { print "  " substr($0, 1, 300) }' "$log"
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

while read -r project; do
  echo "== ${project#"$root"/}"
  started=$SECONDS
  status=0
  dotnet test --project "$project" --no-build --no-progress --max-threads 2 >"$log" 2>&1 || status=$?
  ok=$(count succeeded) bad=$(count failed) left_out=$(count skipped)
  # A project that crashed, hung up or found no test is a failure even if no single test failed.
  if [[ $status -ne 0 && ${bad:-0} -eq 0 || -z $ok ]]; then bad=1; fi
  if [[ ${bad:-0} -gt 0 ]]; then
    cat "$log"
    failures+="${project#"$root"/}: exit code $status"$'\n'"$(failed_tests | grep . || tail -n 5 "$log")"$'\n'
  fi
  echo "   ${ok:-0} passed, ${bad:-0} failed, ${left_out:-0} skipped in $((SECONDS - started)) s"
  # Which commands of the documentation ran.
  report=${project%/*}/bin/Debug/net10.0/report.txt
  if [[ -f $report ]]; then sed 's/^/   /' "$report"; fi
  passed=$((passed + ${ok:-0})) failed=$((failed + ${bad:-0})) skipped=$((skipped + ${left_out:-0}))
done < <(find "$root/tests" -name '*.Tests.csproj' | sort)

total="$passed passed, $failed failed"
if [[ $skipped -gt 0 ]]; then total+=", $skipped skipped"; fi
stop_test_servers
if [[ -n $failures ]]; then printf '\n== What failed\n%s' "$failures"; fi
echo "$total"
[[ $failed -eq 0 && $passed -gt 0 ]]
