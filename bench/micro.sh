#!/usr/bin/env bash
# Single steps of the gateway, with a private Postgres and Redis; see bench/README.md.
# Usage: bash bench/micro.sh allocations     bytes that calls allocate; writes bench/reports/allocations.md; fails when it is too much
#        bash bench/micro.sh --filter '*'    times and allocations, by BenchmarkDotNet
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
DURABLE_SERVERS=on
source "$root/tests/servers.sh"
cd "$root"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
if [[ $# -eq 0 ]]; then rmdir "$work" && sed -n 3,4p "${BASH_SOURCE[0]}" && exit 2; fi
if [[ $1 == allocations ]]; then
  # What the compiler guesses from the running program changes from run to run, and with it what is allocated.
  export DOTNET_TieredPGO=0
  set -- allocations bench/reports/allocations.md
fi

start_test_servers
dotnet run -c Release --project bench/micro -- "$@"
