#!/usr/bin/env bash
# A flood of 30,000 calls a second without tokens, then of forged ones, beside a good agent: bytes written, the good agent's latency, and
# whether every call is counted and in the audit trail. Fails when a target is missed.
# Usage: bash bench/strangers.sh [--quick]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
run_measurement strangers "$@"
