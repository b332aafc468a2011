// Runs the conformance suite through the gateway: node conformance.mjs GATEWAY_URL -- ARGUMENTS OF THE SUITE.
// The suite sends no token, so a proxy between the two adds the one in GATEWAY_TOKEN.
import { spawn } from 'node:child_process';
import http from 'node:http';

const [gateway, , ...args] = process.argv.slice(2);
const target = new URL(gateway);

const proxy = http.createServer((request, response) => {
  const forwarded = http.request({
    host: target.hostname, port: target.port, method: request.method, path: request.url,
    headers: { ...request.headers, authorization: `Bearer ${process.env.GATEWAY_TOKEN}` },
  }, answer => {
    response.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(response);
  });
  forwarded.on('error', () => response.destroy());
  response.on('close', () => forwarded.destroy());
  request.pipe(forwarded);
});

proxy.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${proxy.address().port}${target.pathname}`;
  const suite = 'node_modules/@modelcontextprotocol/conformance/dist/index.js';
  const run = spawn(process.execPath, [suite, 'server', '--url', url, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  run.on('exit', () => process.exit(0));
});
