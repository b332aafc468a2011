#!/usr/bin/env bash
# Makes .env for docker-compose.yml: fresh random secrets, readable by its owner only. Never overwrites one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ -e .env ]]; then
  echo ".env exists already and is left as it is. Losing its GATEWAY_KEK would make the stored keys unreadable." >&2
  exit 1
fi

# 32 random bytes, base64url.
secret() { head -c 32 /dev/urandom | base64 -w 0 | tr '+/' '-_' | tr -d '='; }

umask 077
# noclobber: of two that run at once, one fails instead of mixing secrets.
set -o noclobber
cat >.env <<ENV
GATEWAY_ADMIN_KEY=$(secret)
GATEWAY_SERVICE_KEY=$(secret)
GATEWAY_KEK=$(secret)
POSTGRES_PASSWORD=$(secret)
REDIS_PASSWORD=$(secret)
ENV
echo "Wrote .env (mode 600). The operator key is its GATEWAY_ADMIN_KEY."
