#!/usr/bin/env bash
# Breaks a running gateway in every way that it promises to bear, under constant load, and joins the three logs of what came of it:
# the client's, the audit trail, the tools'. Under budgeted calls to models it joins budgets, records and the provider's bill. Fails when a
# promise is not kept.
# --long: longer faults at 100 calls a second, 100 × kill -9 of a random service and again of proxies under model calls, Postgres away for
# a minute, holds that are waited for; about 35 minutes. Without names of faults it then writes bench/reports/faults.md.
# Usage: bash tests/faults/run.sh [--long] [--seed N] [fault…]
set -euo pipefail
command="bash tests/faults/run.sh${*:+ $*}"
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
form=short seed=$RANDOM
while [[ ${1:-} == --* ]]; do
  case $1 in
    --long) form=long ;;
    --seed) seed=${2:?} && shift ;;
    *) sed -n 's/^# Usage: /Usage: /p' "$0" && exit 2 ;;
  esac
  shift
done
source "$root/tests/servers.sh"
cd "$root"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
report=bench/reports/faults.md

# Where the figures are from; the load says whether anybody else was at work.
facts() {
  echo '# Faults'
  echo
  echo "- date: $(date --utc '+%Y-%m-%d %H:%M UTC')"
  echo "- commit: $(git describe --always --dirty)"
  echo "- command: \`$command\`"
  echo "- processor: $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores"
  echo "- memory: $(free --giga | awk '/^Mem/ {print $2}') GB"
  echo "- kernel: $(uname -r)"
  echo "- load before the run: $(cut -d ' ' -f 1 /proc/loadavg) (1 minute)"
  echo "- .NET $(dotnet --version), Release; $("$(postgres_bin)/postgres" --version); $(redis-server --version | cut -d ' ' -f 1-3)"
}

start_test_servers
dotnet build tests/faults -c Release --verbosity quiet >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
facts >"$work/facts.md"
status=0
FAULTS_REPORT=$work/body.md dotnet tests/faults/bin/Release/net10.0/FourRunr.Faults.dll "$seed" "$form" "$@" || status=$?
if [[ $form == long && $# -eq 0 && -f $work/body.md ]]; then
  mkdir -p "$(dirname "$report")"
  cat "$work/facts.md" "$work/body.md" >"$report"
  echo "$report"
fi
exit "$status"
