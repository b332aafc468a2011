// Which answers a report counts. k6 puts no more into its summary than the series that thresholds name, so all are named here.
export const kinds = ['happy', 'cache_probe', 'denial', 'rotation'];

/** By status, what the gateway can say; of its errors the README's table. */
const codes = {
  0: ['no_answer'],
  200: ['ok'],
  400: ['body_invalid', 'params_invalid'],
  401: ['agent_suspended', 'token_expired', 'token_invalid', 'token_missing', 'token_revoked'],
  403: ['access_denied', 'guard_denied', 'intent_denied', 'schedule_denied', 'scope_denied'],
  404: ['not_found', 'tool_unknown'],
  409: ['idempotency_in_flight', 'outcome_unknown'],
  413: ['payload_too_large'],
  415: ['media_type_unsupported'],
  422: ['idempotency_mismatch'],
  429: ['quota_exceeded', 'rate_limited'],
  500: ['internal_error'],
  502: ['upstream_failed'],
  503: ['breaker_open', 'dependency_unavailable', 'shutting_down', 'tool_busy', 'tool_not_configured'],
  504: ['upstream_timeout'],
};

const other = 'other';
const known = [...Object.entries(codes).flatMap(([status, all]) => all.map((code) => `${status}_${code}`)), other];
const series = (kind, answer) => `answers{kind:${kind},answer:${answer}}`;

/** The tag of an answer: status and code, or `other` for what no table names. */
export function answerTag(status, code) {
  const tag = `${status}_${code || (status === 0 ? 'no_answer' : status === 200 ? 'ok' : '')}`;
  return known.includes(tag) ? tag : other;
}

/** Thresholds without a rule. */
export const counted = Object.fromEntries(kinds.flatMap((kind) => known.map((answer) => [series(kind, answer), []])));

/** What was answered, as rows of kind, status, code and count, in the order of this file. */
export function answersIn(metrics) {
  return kinds.flatMap((kind) => known.map((answer) => {
    const [, status, code] = answer.match(/^(\d+)_(.+)$/) || [null, '', answer];
    return { kind, status, code, count: metrics[series(kind, answer)]?.values.count || 0 };
  })).filter((row) => row.count > 0);
}
