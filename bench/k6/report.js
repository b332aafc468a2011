// The end of a load test: its report as JSON, and as Markdown to be read, which is printed too.
import { answersIn } from './answers.js';
import { baseUrl, commit, timeScale } from './environment.js';

const folder = __ENV.REPORTS_DIR || 'bench/reports';

export const trendStats = ['avg', 'min', 'p(50)', 'p(95)', 'p(99)', 'max', 'count'];

/** A handleSummary for the test of this name. */
export const reportOf = (test) => (data) => {
  const report = {
    test, date: new Date().toISOString(), commit, target: baseUrl, time_scale: timeScale,
    duration_seconds: Math.round(data.state.testRunDurationMs / 1000), ...judged(data.metrics), answers: answersIn(data.metrics), metrics: data.metrics,
  };
  const text = markdown(report);
  return { stdout: `\n${text}\n`, [`${folder}/${test}.json`]: `${JSON.stringify(report, null, 2)}\n`, [`${folder}/${test}.md`]: text };
};

function judged(metrics) {
  const thresholds = Object.entries(metrics)
    .flatMap(([metric, { values, thresholds }]) => Object.entries(thresholds || {}).map(([rule, { ok }]) =>
      ({ metric, rule, measured: values[rule.match(/^[a-z]+(\([0-9.]+\))?/)[0]], held: ok })))
    .sort((one, other) => `${one.metric} ${one.rule}`.localeCompare(`${other.metric} ${other.rule}`));
  return { passed: thresholds.length > 0 && thresholds.every((threshold) => threshold.held), thresholds };
}

function markdown(report) {
  // k6 hands its metrics over in no order.
  const metrics = Object.entries(report.metrics).sort(([one], [other]) => (one < other ? -1 : 1));
  const times = metrics.filter(([name, { values }]) => name.startsWith('http_req_duration{') && values.count !== 0);
  return [
    `# ${report.test}: ${report.passed ? 'every threshold held' : 'FAILED'}`,
    '',
    ...table(['', ''], [
      ['date', report.date], ['commit', report.commit], ['target', report.target],
      ['duration', `${report.duration_seconds} s (TIME_SCALE ${report.time_scale})`],
    ]),
    '',
    ...table(['threshold', 'measured', 'held'], report.thresholds.map(({ metric, rule, measured, held }) =>
      [`\`${metric}\` \`${rule}\``, shown(measured), held ? 'yes' : '**NO**'])),
    '',
    ...table(['milliseconds', ...trendStats], times.map(([name, { values }]) => [`\`${name}\``, ...trendStats.map((stat) => shown(values[stat]))])),
    '',
    ...table(['answers to', 'status', 'code', 'count'], report.answers.map(({ kind, status, code, count }) => [kind, status, `\`${code}\``, count])),
    '',
    ...table(['counted', ''], metrics
      .filter(([name, { type }]) => type === 'counter' && !name.startsWith('data_') && !name.startsWith('answers'))
      .map(([name, { values }]) => [`\`${name}\``, shown(values.count)])),
    '',
  ].join('\n');
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

const shown = (value) => (value === undefined ? '–' : `${Math.round(value * 10000) / 10000}`);
