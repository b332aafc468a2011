#!/usr/bin/env bash
# Asks a running gateway, through its front door, whether it does its main job. Needs curl.
#   GATEWAY_ADMIN_KEY=… deploy/smoke.sh [URL]
set -euo pipefail
url=${1:-http://127.0.0.1:8080}
: "${GATEWAY_ADMIN_KEY:?set it to the operator key}"

# send BEARER PATH BODY: the answer's body, and its status on a line of its own.
send() {
  # The header goes in by a file descriptor, so that no process list shows the credential.
  curl -sS -m 10 -w '\n%{http_code}' -H @<(echo "Authorization: Bearer $1") -H 'Content-Type: application/json' -d "$3" "$url$2"
}

# call EXPECTED_STATUS BEARER PATH BODY: prints the answer's body.
call() {
  local answer status try
  for try in 1 2 3 4 5; do
    answer=$(send "${@:2}")
    status=${answer##*$'\n'}
    # 503 says "wait and try again", as services that have just started may need.
    [[ $status == 503 ]] || break
    sleep 1
  done
  if [[ $status != "$1" ]]; then
    echo "FAILED  POST $3: $status instead of $1" >&2
    return 1
  fi
  echo "ok      POST $3: $status" >&2
  echo "${answer%$'\n'*}"
}

field() { sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/"; }

agent=$(call 201 "$GATEWAY_ADMIN_KEY" /v1/agents '{"name":"smoke","role":"scraper"}' | field agent_id)
issued=$(call 201 "$GATEWAY_ADMIN_KEY" "/v1/agents/$agent/tokens" '{"tools":["*"],"permissions":["*"],"ttl_seconds":60}')
token=$(field token <<<"$issued") token_id=$(field token_id <<<"$issued")
call 200 "$token" /v1/tools/serpapi/search '{"q":"smoke"}' >/dev/null
call 403 "$token" /v1/tools/gmail_send/profile '{}' >/dev/null
call 200 "$GATEWAY_ADMIN_KEY" "/v1/tokens/$token_id/revoke" '{}' >/dev/null
call 401 "$token" /v1/tools/serpapi/search '{"q":"smoke"}' >/dev/null
