#!/usr/bin/env node
'use strict';
// What a command changes in the metrics of all three services:
//   node bench/metrics-delta.js [--urls URL,URL,…] [--out FILE] -- COMMAND ARGUMENT…
// Prints it, saves it as JSON and ends with the command's exit code; with 2 when a service does not answer.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { difference } = require('./metrics/delta.js');
const { parse } = require('./metrics/exposition.js');

const patience = 10_000;
const standard = [
  process.env.GATEWAY_PROXY_URL || 'http://127.0.0.1:8080',
  process.env.GATEWAY_AUTH_URL || 'http://127.0.0.1:8081',
  process.env.GATEWAY_POLICY_URL || 'http://127.0.0.1:8082',
];

async function main() {
  const end = process.argv.indexOf('--');
  const { values } = parseArgs({
    args: process.argv.slice(2, end < 0 ? undefined : end),
    options: { urls: { type: 'string' }, out: { type: 'string', default: path.join(__dirname, 'reports', 'metrics-delta.json') } },
  });
  const command = end < 0 ? [] : process.argv.slice(end + 1);
  if (command.length === 0) {
    throw new Error('Say the command: node bench/metrics-delta.js [--urls URL,URL,…] [--out FILE] -- COMMAND ARGUMENT…');
  }

  const urls = values.urls ? values.urls.split(',') : standard;
  const before = await scrapeAll(urls);
  const began = Date.now();
  const code = await run(command);
  const seconds = (Date.now() - began) / 1000;
  const after = await scrapeAll(urls);

  const services = urls.map((url, index) => ({ url, ...difference(before[index], after[index]) }));
  services.forEach(print);
  fs.mkdirSync(path.dirname(path.resolve(values.out)), { recursive: true });
  fs.writeFileSync(values.out, `${JSON.stringify({ date: new Date(began).toISOString(), command, seconds, code, services }, null, 2)}\n`);
  return code;
}

const scrapeAll = (urls) => Promise.all(urls.map(scrape));

async function scrape(url) {
  const address = new URL('/metrics', url);
  const answer = await fetch(address, { headers: { Accept: 'text/plain;version=0.0.4' }, signal: AbortSignal.timeout(patience) })
    .catch((error) => { throw new Error(`${address} does not answer: ${error.cause?.code ?? error.message}`); });
  if (!answer.ok) {
    throw new Error(`${address} answered ${answer.status}.`);
  }

  return parse(await answer.text());
}

/** Ctrl+C reaches the command too; what it changed until then is still told. */
function run([program, ...rest]) {
  process.on('SIGINT', () => {});
  return new Promise((resolve, reject) => {
    spawn(program, rest, { stdio: 'inherit' })
      .on('error', (error) => reject(new Error(`${program} cannot be run: ${error.code}`)))
      .on('exit', (code, signal) => resolve(code ?? 128 + os.constants.signals[signal]));
  });
}

function print({ url, restarted, counters, histograms, gauges }) {
  console.log(`\n${url}${restarted ? ' (started anew in between)' : ''}`);
  lines(histograms, ({ count, mean, p50, p95, p99 }) => `${count} × mean ${shown(mean)}, p50 ${shown(p50)}, p95 ${shown(p95)}, p99 ${shown(p99)}`);
  lines(counters, ({ grown }) => `${grown < 0 ? '' : '+'}${shown(grown)}`);
  lines(gauges, ({ before, after }) => `${before === null ? '–' : shown(before)} → ${shown(after)}`);
}

function lines(changes, text) {
  const width = Math.max(0, ...changes.map(({ series }) => series.length));
  changes.forEach((change) => console.log(`  ${change.series.padEnd(width)}  ${text(change)}`));
}

const shown = (value) => `${Math.round(value * 1000) / 1000}`;

main().then(
  (code) => { process.exitCode = code; },
  (error) => {
    console.error(error.message);
    process.exitCode = 2;
  });
