#!/usr/bin/env bash
# What governed calls cost: a bare web server, YARP, the gateway standalone and the gateway with Postgres and Redis side by side, in one
# run on one machine, in interleaved rounds. Writes bench/reports/saturation.md and .svg; fails when a target is missed.
# Usage: bash bench/saturation.sh [--quick]
set -euo pipefail
export BENCH_COMMAND="bash bench/saturation.sh${*:+ $*}"
source "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
case ${1:-} in
  '') measure saturation full ;;
  --quick) measure saturation quick ;;
  *) sed -n 's/^# Usage: /Usage: /p' "$0" && exit 2 ;;
esac
