#!/usr/bin/env bash
# What an uncached decision costs with 10 agents and policies, and with 100,000 agents and 1,000 policies, on Postgres.
# The two sizes are measured in turns, so that a change of the machine's mood meets both.
# Usage: bash bench/decision-scale.sh [questions a round]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/cluster.sh"
questions=${1:-5000}

start_cluster
sql() { psql -q -h 127.0.0.1 -p "$(sed 's/.*Port=\([0-9]*\).*/\1/' <<<"$TEST_POSTGRES")" -U gateway -d postgres -c "$1"; }
fill() { # agents, policies: each policy is bound to one agent
  sql "INSERT INTO auth.agents (agent_id, name, role, status, public_key, key_thumbprint, created_at)
       SELECT 'agt_' || lpad(to_hex(n), 32, '0'), 'agent', 'scraper', 'active', '\\x00', 'none', 0 FROM generate_series(1, $1) n ON CONFLICT DO NOTHING"
  sql "INSERT INTO policy.policies (policy_id, name, agent_id, version, mode, spec, created_at, updated_at)
       SELECT 'pol_' || lpad(to_hex(n), 32, '0'), 'bench ' || n, 'agt_' || lpad(to_hex(n), 32, '0'), 1, 'Enforce', '{\"scopes\":[\"serpapi:search\"]}', 0, 0
       FROM generate_series(1, $2) n ON CONFLICT DO NOTHING"
  sql "ANALYZE"
}
empty() { sql "DELETE FROM auth.agents; DELETE FROM policy.policies WHERE name LIKE 'bench %'"; }

for round in 1 2 3; do
  fill 10 10
  scenario decisions "$GATEWAY_POLICY_URL" 10 "$questions"
  fill 100000 1000
  scenario decisions "$GATEWAY_POLICY_URL" 100000 "$questions"
  empty
done
