// Forty minutes: up to 60 calls a second, a spike of 120, waves up to 80, and down again. See docs/guides/benchmarks.md.
import { scaled, scaledSeconds } from './k6/environment.js';
import { setUp, tearDown } from './k6/fixture.js';
import { iterate } from './k6/calls.js';
import { reportOf, trendStats } from './k6/report.js';
import { thresholds } from './k6/thresholds.js';

// All there from the start: k6 drops the iteration for which it has to make another one.
const virtualUsers = 200;
const minutes = (count) => scaled(count * 60);

export const options = {
  scenarios: {
    mix: {
      executor: 'ramping-arrival-rate', startRate: 1, timeUnit: '1s', preAllocatedVUs: virtualUsers,
      stages: [
        { duration: minutes(10), target: 60 },
        { duration: minutes(10), target: 60 },
        // A stage of no length jumps: the spike arrives at once.
        { duration: '0s', target: 120 },
        { duration: minutes(2), target: 120 },
        { duration: '0s', target: 60 },
        { duration: minutes(3), target: 60 },
        { duration: minutes(2.5), target: 80 },
        { duration: minutes(2.5), target: 60 },
        { duration: minutes(2.5), target: 80 },
        { duration: minutes(2.5), target: 60 },
        { duration: minutes(5), target: 0 },
      ],
    },
  },
  thresholds,
  summaryTrendStats: trendStats,
  setupTimeout: '120s',
};

export const setup = () => setUp(virtualUsers, scaledSeconds(8 * 60));
export default iterate;
export const teardown = tearDown;
export const handleSummary = reportOf('k6-local-big');
