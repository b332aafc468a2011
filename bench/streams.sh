#!/usr/bin/env bash
# What streamed answers of models cost: YARP, the gateway standalone, with filters that see a window of the stream, and with Postgres and Redis, in
# front of one provider that streams a token every 10 ms. Writes bench/reports/streams.md and .svg; fails when a target is missed.
# Usage: bash bench/streams.sh [--quick]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
run_measurement streams "$@"
