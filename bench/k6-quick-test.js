// Two minutes at up to 30 calls a second: does the gateway do its job, and how fast? See docs/guides/benchmarks.md.
import { scaled, scaledSeconds } from './k6/environment.js';
import { setUp, tearDown } from './k6/fixture.js';
import { iterate } from './k6/calls.js';
import { reportOf, trendStats } from './k6/report.js';
import { thresholds } from './k6/thresholds.js';

// All there from the start: k6 drops the iteration for which it has to make another one.
const virtualUsers = 60;

export const options = {
  scenarios: {
    mix: {
      executor: 'ramping-arrival-rate', startRate: 1, timeUnit: '1s', preAllocatedVUs: virtualUsers,
      stages: [
        { duration: scaled(20), target: 30 },
        { duration: scaled(80), target: 30 },
        { duration: scaled(20), target: 0 },
      ],
    },
  },
  thresholds,
  summaryTrendStats: trendStats,
  setupTimeout: '120s',
};

export const setup = () => setUp(virtualUsers, scaledSeconds(30));
export default iterate;
export const teardown = tearDown;
export const handleSummary = reportOf('k6-quick-test');
