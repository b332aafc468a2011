#!/usr/bin/env bash
# What the pages of the console ask for, over 5 million records on SQLite and on Postgres: the first rows must come within a second.
# Usage: bash bench/searches.sh [--quick]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
run_measurement searches "$@"
