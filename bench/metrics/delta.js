'use strict';
// What changed between two answers of one /metrics.

const part = /_(bucket|sum|count)$/;
const percentiles = [0.5, 0.95, 0.99];

/**
 * Counters by how much they grew, gauges as they were and are, histograms by the observations in between. What did not change is
 * left out. A process that was started in between counted from nothing.
 * @param before,after what parse() returned
 */
function difference(before, after) {
  const restarted = startOf(before) !== startOf(after);
  const was = new Map(restarted ? [] : series(before));
  const changed = { restarted, counters: [], histograms: [], gauges: [] };
  const histograms = new Map();
  for (const [key, { name, labels, value, type, family, bound }] of series(after)) {
    const old = was.get(key);
    const grown = value - (old ? old.value : 0);
    if (type === 'histogram') {
      const shown = write(family, labels);
      const histogram = histograms.get(shown) || { series: shown, count: 0, sum: 0, buckets: [] };
      histograms.set(shown, histogram);
      if (bound === undefined) {
        histogram[name.endsWith('_sum') ? 'sum' : 'count'] = grown;
      } else {
        histogram.buckets.push({ bound, count: grown });
      }
    } else if (type === 'counter' && grown !== 0) {
      changed.counters.push({ series: key, grown });
    } else if (type !== 'counter' && (!old || !Object.is(old.value, value))) {
      changed.gauges.push({ series: key, before: old ? old.value : null, after: value });
    }
  }

  changed.histograms = [...histograms.values()].filter((histogram) => histogram.count > 0).map(({ series, count, sum, buckets }) =>
    ({ series, count, mean: sum / count, ...Object.fromEntries(percentiles.map((share) => [`p${share * 100}`, quantile(share, buckets)])) }));
  return changed;
}

/**
 * Estimated as Prometheus does: as if observations lay evenly within their bucket. Beyond the last bound it can only be said that it is
 * above that: the bound itself is returned.
 * @param buckets cumulative, the last one's bound is Infinity
 * @returns {number} NaN without observations
 */
function quantile(share, buckets) {
  const sorted = [...buckets].sort((one, other) => one.bound - other.bound);
  const total = sorted.length > 0 ? sorted[sorted.length - 1].count : 0;
  if (total === 0) {
    return NaN;
  }

  const rank = share * total;
  const index = sorted.findIndex((bucket) => bucket.count >= rank);
  const below = index > 0 ? sorted[index - 1] : { bound: 0, count: 0 };
  const { bound, count } = sorted[index];
  return bound === Infinity ? below.bound : below.bound + ((bound - below.bound) * (rank - below.count)) / (count - below.count);
}

/** Each sample under its name and labels, with the type of its family. */
function series({ types, samples }) {
  return samples.map(({ name, labels: { le, ...labels }, value }) => {
    const family = types.get(name.replace(part, '')) === 'histogram' ? name.replace(part, '') : name;
    const bound = le === undefined ? undefined : Number(le === '+Inf' ? Infinity : le);
    const key = write(name, le === undefined ? labels : { ...labels, le });
    return [key, { name, labels, value, family, bound, type: types.get(family) }];
  });
}

function write(name, labels) {
  const pairs = Object.keys(labels).sort().map((key) => `${key}="${labels[key]}"`);
  return pairs.length > 0 ? `${name}{${pairs.join(',')}}` : name;
}

const startOf = ({ samples }) => (samples.find(({ name }) => name === 'process_start_time_seconds') || {}).value;

module.exports = { difference, quantile };
