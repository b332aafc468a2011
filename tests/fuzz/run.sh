#!/usr/bin/env bash
# Sends requests that are nearly right to a gateway for as long as one likes, and says which answers broke a rule.
# Usage: bash tests/fuzz/run.sh [seconds] [seed]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build tests/fuzz -c Release --verbosity quiet
exec dotnet tests/fuzz/bin/Release/net10.0/FourRunr.Fuzz.dll "${1:-600}" "${2:-$RANDOM}"
