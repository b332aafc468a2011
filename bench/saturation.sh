#!/usr/bin/env bash
# What governed calls cost: a bare web server, YARP, the gateway standalone and the gateway with Postgres and Redis side by side, in one
# run on one machine, in interleaved rounds. Writes bench/reports/saturation.md and .svg; fails when a target is missed.
# Usage: bash bench/saturation.sh [--quick]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
run_measurement saturation "$@"
