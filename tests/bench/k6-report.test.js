'use strict';
// node --test tests/bench/k6-report.test.js
const assert = require('node:assert/strict');
const path = require('node:path');
const test = require('node:test');
const { pathToFileURL } = require('node:url');

// What k6 itself provides.
globalThis.__ENV = { GATEWAY_ADMIN_KEY: 'key', COMMIT: 'abc', REPORTS_DIR: 'out' };
globalThis.open = () => '';
const load = (file) => import(pathToFileURL(path.join(__dirname, '../../bench/k6', file)));

const counter = (count, thresholds) => ({ type: 'counter', values: { count }, thresholds });
const trend = (count) => ({ type: 'trend', values: { avg: 1, min: 1, 'p(50)': 1, 'p(95)': 1, 'p(99)': 1, max: 1, count } });
const missed = {
  state: { testRunDurationMs: 1000 },
  metrics: {
    unexpected_statuses: counter(2, { 'count==0': { ok: false } }),
    http_reqs: counter(5),
    'http_req_duration{kind:happy}': trend(4),
    'http_req_duration{kind:denial}': trend(1),
    'answers{kind:happy,answer:503_dependency_unavailable}': counter(1),
    'answers{kind:happy,answer:200_ok}': counter(3),
    'answers{kind:denial,answer:other}': counter(1),
    'answers{kind:rotation,answer:200_ok}': counter(0),
  },
};

test('the report of a run that missed a threshold says which answers came, by kind, status and code', async () => {
  const { reportOf } = await load('report.js');

  const files = reportOf('a-test')(missed);

  const text = files['out/a-test.md'];
  assert.match(text, /^# a-test: FAILED/);
  assert.ok(text.includes([
    '| answers to | status | code | count |', '| --- | --- | --- | --- |',
    '| happy | 200 | `ok` | 3 |', '| happy | 503 | `dependency_unavailable` | 1 |', '| denial |  | `other` | 1 |', '',
  ].join('\n')), text);
  assert.deepEqual(JSON.parse(files['out/a-test.json']).answers[1], { kind: 'happy', status: '503', code: 'dependency_unavailable', count: 1 });
});

test('rows have one order, whatever k6 has', async () => {
  const { reportOf } = await load('report.js');
  const shuffled = { ...missed, metrics: Object.fromEntries(Object.entries(missed.metrics).reverse()) };
  const rows = (data) => reportOf('a-test')(data)['out/a-test.md'].split('\n').filter((line) => !line.startsWith('| date'));

  assert.deepEqual(rows(shuffled), rows(missed));
});

test('every answer that is counted is named to k6, and what no table names is other', async () => {
  const { answerTag } = await load('answers.js');
  const { thresholds, chaosThresholds } = await load('thresholds.js');

  for (const [status, code, tag] of [[200, undefined, '200_ok'], [0, undefined, '0_no_answer'], [429, 'rate_limited', '429_rate_limited'],
    [500, undefined, 'other'], [302, undefined, 'other'], [503, 'breaker_opened', 'other']]) {
    assert.equal(answerTag(status, code), tag);
    assert.deepEqual(thresholds[`answers{kind:happy,answer:${tag}}`], []);
    assert.deepEqual(chaosThresholds[`answers{kind:rotation,answer:${tag}}`], []);
  }
});
