#!/usr/bin/env bash
# What the console takes: start, first page, memory with ten people, the live page at 1,000 calls a second and an hour of them; and the
# searches of its pages over 5 million records, with their plans. Prints the figures; fails when a target is missed.
# Usage: bash bench/console.sh [pages|searches]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
what=${1:-all}
failed=0
if [[ $what != searches ]]; then
  FIGURES=$(mktemp)
  export FIGURES
  source tests/servers.sh
  start_test_servers
  dotnet build tests/console.tests -c Release --verbosity quiet
  dotnet test --project tests/console.tests -c Release --no-build -- --filter-class '*ConsoleFigures' --explicit only || failed=1
  stop_test_servers
  cat "$FIGURES"
  rm "$FIGURES"
fi

if [[ $what != pages ]]; then
  bash bench/searches.sh || failed=1
fi

exit $failed
