// What a run must reach.
import { counted } from './answers.js';

// Milliseconds.
const ceilings = ['p(50)<=5', 'p(95)<=10', 'p(99)<=25'];

// A rate or percentile of nothing holds in k6, so each kind of call must have been made.
const always = {
  'http_reqs{kind:happy}': ['count>0'],
  'http_reqs{kind:denial}': ['count>0'],
  'http_reqs{kind:cache_probe}': ['count>0'],
  token_rotations: ['count>0'],
  // The load that was asked for did arrive.
  dropped_iterations: ['count==0'],
  unexpected_statuses: ['count==0'],
  denied_with_403: ['rate==1'],
  cache_probes_cached: ['rate>=0.995'],
  // No rule, but shown in the report.
  'http_req_duration{kind:rotation}': [],
  ...counted,
};

export const thresholds = {
  ...always,
  happy_path_ok: ['rate>=0.995'],
  'http_req_duration{kind:happy}': ceilings,
  'http_req_duration{kind:cache_probe}': ceilings,
  'http_req_duration{kind:denial}': ceilings,
};

/** While a fifth of all attempts is disturbed: two thirds of these fail, the rest comes late. */
export const chaosThresholds = {
  ...always,
  // Of what the gateway may repeat: lost is what fails twice (under 2 %) or finds the budget for retries used up.
  'calls_with_failed_attempt{repeatable:yes}': ['count>0'],
  'recovered_after_failed_attempt{repeatable:yes}': ['rate>0.7'],
  'happy_path_ok{repeatable:yes}': ['rate>=0.95'],
  // Faults of tools slow down neither the undisturbed calls nor refusals.
  'http_req_duration{kind:happy}': ['p(50)<=5'],
  'http_req_duration{kind:cache_probe}': ['p(95)<=10'],
  'http_req_duration{kind:denial}': ['p(95)<=10'],
};
