// Six minutes at 20 calls a second while a fifth of all attempts fails, hangs or comes late. See docs/guides/benchmarks.md.
import { scaled, scaledSeconds } from './k6/environment.js';
import { beginChaos, endChaos, remove, setUp, tearDown } from './k6/fixture.js';
import { iterate, patience } from './k6/calls.js';
import { reportOf, trendStats } from './k6/report.js';
import { chaosThresholds } from './k6/thresholds.js';

// All there from the start: k6 drops the iteration for which it has to make another one.
const virtualUsers = 150;
const seconds = 6 * 60;

// The last calls may hang when the load ends. The faults outlast them, and end by themselves if nobody ends them.
const afterwards = 300;

export const options = {
  scenarios: {
    mix: {
      executor: 'constant-arrival-rate', rate: 20, timeUnit: '1s', duration: scaled(seconds),
      preAllocatedVUs: virtualUsers, gracefulStop: patience,
    },
  },
  thresholds: chaosThresholds,
  summaryTrendStats: trendStats,
  setupTimeout: '120s',
};

export function setup() {
  const made = setUp(virtualUsers, scaledSeconds(90));
  try {
    return { ...made, chaosIsOurs: beginChaos(scaledSeconds(seconds) + afterwards) };
  } catch (error) {
    remove(made);
    throw error;
  }
}

export default iterate;

export function teardown(made) {
  if (made.chaosIsOurs) {
    endChaos();
  }

  tearDown(made);
}

export const handleSummary = reportOf('k6-chaos-test');
