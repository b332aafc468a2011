// The calls of a load test: which one an iteration makes, and what its answer must be.
import http from 'k6/http';
import exec from 'k6/execution';
import { Counter, Rate } from 'k6/metrics';
import { answerTag } from './answers.js';
import { baseUrl } from './environment.js';
import { denial, tool } from './mix.js';

const happyPathOk = new Rate('happy_path_ok');
const deniedWith403 = new Rate('denied_with_403');
const cacheProbesCached = new Rate('cache_probes_cached');
const recovered = new Rate('recovered_after_failed_attempt');
const failedAttempts = new Counter('calls_with_failed_attempt');
const answers = new Counter('answers');
const rotations = new Counter('token_rotations');
const unexpectedStatuses = new Counter('unexpected_statuses');

/** What a busy or disturbed gateway may answer to a good call, and with which code. Everything else is unexpected. */
const passing = {
  429: ['rate_limited', 'quota_exceeded'],
  502: ['upstream_failed'],
  503: ['breaker_open', 'dependency_unavailable', 'shutting_down', 'tool_busy'],
  504: ['upstream_timeout'],
};
const saysWhenToRetry = ['429', '503'];
const denials = ['scope_denied', 'guard_denied'];
const mostComplaints = 3;

// Longer than the longest total timeout of a tool, 120 s: an answer that the gateway still owes is waited for.
export const patience = '130s';

// Each virtual user runs this file on its own and has a token of its own.
let token = '';
let complaints = 0;

/** One iteration: one call in 30 must be denied, the others do work; one in 20 of these is made twice, to be cached. */
export function iterate(made) {
  token = token || made.tokens[exec.vu.idInTest - 1];
  const number = exec.scenario.iterationInTest;
  const probe = denial(number, made.run);
  if (probe) {
    return mustBeDenied(probe, probe.narrow ? made.narrowToken : token);
  }

  const call = tool(number, made.run);
  const first = mustWork(call, 'happy');
  if (call.twice && first.status === 200) {
    const second = mustWork(call, 'cache_probe');
    cacheProbesCached.add(second.status === 200 && field(second, 'meta.cached') === true);
  }
}

function mustWork(call, kind) {
  const answer = send(call, token, kind, http.expectedStatuses(200));
  const ok = answer.status === 200 && field(answer, 'data') !== undefined;
  happyPathOk.add(ok, { repeatable: call.repeatable });
  if (!ok && !isPassing(answer)) {
    complain(call.name, answer);
  }

  const attempts = ok ? field(answer, 'meta.attempts') : 0;
  if (!ok || attempts > 1) {
    failedAttempts.add(1, { repeatable: call.repeatable });
    recovered.add(ok, { repeatable: call.repeatable });
  }

  if (answer.headers['X-Token-Rotation-Recommended'] === 'true') {
    rotate();
  }

  return answer;
}

function mustBeDenied(call, bearer) {
  const answer = send(call, bearer, 'denial', http.expectedStatuses(403));
  const denied = answer.status === 403 && denials.includes(codeOf(answer));
  deniedWith403.add(denied);
  if (!denied) {
    complain(call.name, answer);
  }
}

function rotate() {
  const answer = send({ name: 'rotate', path: '/v1/tokens/rotate' }, token, 'rotation', http.expectedStatuses(200));
  const fresh = answer.status === 200 && field(answer, 'token');
  if (fresh) {
    token = fresh;
    rotations.add(1);
  } else {
    complain('rotate', answer);
  }
}

function send(call, bearer, kind, responseCallback) {
  const headers = { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json', ...call.headers };
  const body = call.parameters ? JSON.stringify(call.parameters) : null;
  const answer = http.post(`${baseUrl}${call.path}`, body, { headers, tags: { kind, name: call.name }, timeout: patience, responseCallback });
  answers.add(1, { kind, answer: answerTag(answer.status, codeOf(answer)) });
  return answer;
}

function isPassing(answer) {
  const codes = passing[answer.status];
  const isTimed = !saysWhenToRetry.includes(`${answer.status}`) || Number(answer.headers['Retry-After']) >= 1;
  return codes !== undefined && codes.includes(codeOf(answer)) && isTimed;
}

const codeOf = (answer) => field(answer, 'code');

/** Of an answer that may be no JSON at all. */
function field(answer, path) {
  try {
    return answer.json(path);
  } catch {
    return undefined;
  }
}

function complain(name, answer) {
  unexpectedStatuses.add(1, { status: `${answer.status}` });
  if (complaints++ < mostComplaints) {
    console.error(`${name} answered ${answer.status} ${codeOf(answer) || answer.error || ''}`);
  }
}
