#!/usr/bin/env bash
# What growth does to a gateway: many agents, many audit rows, many calls; throughput and p99 beside a gateway that did not grow, and
# memory over time. Writes bench/reports/growth.md and .svg; fails when a target is missed.
# Usage: bash bench/growth.sh [--quick]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
run_measurement growth "$@"
