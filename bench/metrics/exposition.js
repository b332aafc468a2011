'use strict';
// Reads the Prometheus text format (version 0.0.4), as /metrics answers it.

const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?\s+(\S+)(?:\s+-?\d+)?$/;
const label = /([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"/g;
const escapes = { '\\\\': '\\', '\\"': '"', '\\n': '\n' };
const special = { '+Inf': Infinity, Inf: Infinity, '-Inf': -Infinity, NaN: NaN };

/**
 * @returns {{types: Map<string, string>, samples: {name: string, labels: Object<string, string>, value: number}[]}}
 * @throws {Error} for a line that is none of the format: half an answer must not look like one in which nothing changed.
 */
function parse(text) {
  const types = new Map();
  const samples = [];
  for (const line of text.split('\n').map((line) => line.trim()).filter(Boolean)) {
    if (line.startsWith('#')) {
      const [, kind, name, type] = line.split(/\s+/);
      if (kind === 'TYPE') {
        types.set(name, type);
      }
    } else {
      samples.push(parseSample(line));
    }
  }

  return { types, samples };
}

function parseSample(line) {
  const [, name, labels, number] = sample.exec(line) || [];
  const value = number in special ? special[number] : Number(number);
  if (name === undefined || (Number.isNaN(value) && number !== 'NaN')) {
    throw new Error(`Not a sample: ${line}`);
  }

  return { name, labels: Object.fromEntries([...(labels || '').matchAll(label)].map(([, key, text]) => [key, unescape(text)])), value };
}

const unescape = (text) => text.replace(/\\[\\"n]/g, (escaped) => escapes[escaped]);

module.exports = { parse };
