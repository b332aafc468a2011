#!/usr/bin/env bash
# What failing and hanging tools do to calls: a fifth of the attempts disturbed; every attempt failing; one tool hanging beside
# another. Fails when a promise is missed.
# Usage: bash bench/resilience.sh [seconds of chaos] [rounds with a hanging tool]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/cluster.sh"
# Faults are never injected in Production.
export ASPNETCORE_ENVIRONMENT=Staging

start_cluster
failed=0
scenario chaos "$first" "${1:-60}" || failed=1
scenario broken "$second" || failed=1
scenario hanging "$second" "${2:-3}" || failed=1
exit $failed
