'use strict';
// node --test tests/bench/metrics-delta.test.js
const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');
const { difference, quantile } = require('../../bench/metrics/delta.js');
const { parse } = require('../../bench/metrics/exposition.js');

const program = path.join(__dirname, '../../bench/metrics-delta.js');
const buckets = (...pairs) => pairs.map(([bound, count]) => ({ bound, count }));

test('parse reads names, labels with escapes, numbers, timestamps and types', () => {
  const { types, samples } = parse('# TYPE a_total counter\n# HELP a_total what\na_total{} 3\nb{x="1 } \\" \\\\ \\n",y="2"} +Inf 1700000000000\n\nc -1.5e-3\n');

  assert.deepEqual([...types], [['a_total', 'counter']]);
  assert.deepEqual(samples, [
    { name: 'a_total', labels: {}, value: 3 },
    { name: 'b', labels: { x: '1 } " \\ \n', y: '2' }, value: Infinity },
    { name: 'c', labels: {}, value: -0.0015 },
  ]);
});

test('parse refuses what is no sample', () => {
  assert.throws(() => parse('a_total{x="1" 3'), /Not a sample/);
  assert.throws(() => parse('a_total three'), /Not a sample/);
  assert.throws(() => parse('<html>'), /Not a sample/);
});

test('quantile interpolates within the bucket and knows nothing beyond the last bound', () => {
  const counted = buckets([Infinity, 100], [10, 90], [5, 50], [1, 0]);

  assert.equal(quantile(0.5, counted), 5);
  assert.equal(quantile(0.7, counted), 7.5);
  assert.equal(quantile(0.25, counted), 3);
  assert.equal(quantile(0.99, counted), 10);
  assert.ok(Number.isNaN(quantile(0.5, buckets([1, 0], [Infinity, 0]))));
});

test('difference tells only what changed', () => {
  const histogram = (one, all, sum) => `# TYPE h histogram\nh_bucket{t="a",le="1"} ${one}\nh_bucket{t="a",le="+Inf"} ${all}\nh_sum{t="a"} ${sum}\nh_count{t="a"} ${all}\n`;
  const types = '# TYPE n_total counter\n# TYPE g gauge\n';
  const before = parse(`${types}n_total{k="1"} 5\nn_total{k="2"} 1\ng 1\n${histogram(10, 20, 100)}`);
  const after = parse(`${types}n_total{k="1"} 8\nn_total{k="2"} 1\nn_total{k="3"} 2\ng 0.5\n${histogram(14, 24, 102)}`);

  assert.deepEqual(difference(before, after), {
    restarted: false,
    counters: [{ series: 'n_total{k="1"}', grown: 3 }, { series: 'n_total{k="3"}', grown: 2 }],
    histograms: [{ series: 'h{t="a"}', count: 4, mean: 0.5, p50: 0.5, p95: 0.95, p99: 0.99 }],
    gauges: [{ series: 'g', before: 1, after: 0.5 }],
  });
  assert.deepEqual(difference(after, after), { restarted: false, counters: [], histograms: [], gauges: [] });
});

test('difference after a restart counts from nothing', () => {
  const at = (start, count) => parse(`process_start_time_seconds ${start}\n# TYPE n_total counter\nn_total ${count}\n`);

  const { restarted, counters } = difference(at(1, 100), at(2, 7));

  assert.deepEqual({ restarted, counters }, { restarted: true, counters: [{ series: 'n_total', grown: 7 }] });
});

test('the program runs the command, saves what it changed and ends with its exit code', async () => {
  let scrapes = 0;
  const server = http.createServer((request, response) => response.end(`# TYPE n_total counter\nn_total ${++scrapes}\n`));
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'metrics-delta-'));
  const [url, out] = [`http://127.0.0.1:${server.address().port}`, path.join(folder, 'delta.json')];
  try {
    const { code, stdout } = await start('--urls', url, '--out', out, '--', process.execPath, '-e', 'process.exit(3)');

    assert.equal(code, 3);
    assert.match(stdout, /n_total {2}\+1/);
    assert.deepEqual(JSON.parse(fs.readFileSync(out)).services[0].counters, [{ series: 'n_total', grown: 1 }]);
  } finally {
    server.close();
    fs.rmSync(folder, { recursive: true });
  }

  const gone = await start('--urls', url, '--out', out, '--', process.execPath, '-e', '0');
  assert.equal(gone.code, 2);
  assert.match(gone.stderr, /does not answer: ECONNREFUSED/);
});

function start(...args) {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr }));
  });
}
