import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { run, textOf } from './steps.mjs';

const inspect = async (url, token, ...args) => {
  const cli = 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js';
  const fixed = ['--cli', url, '--transport', 'http', '--header', `Authorization: Bearer ${token}`];
  // It ends with 5 when the tool's result is an error; the result is printed all the same.
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...fixed, ...args]).catch(error => {
    if (!error.stdout) throw new Error(error.stderr);
    return error;
  });
  return JSON.parse(stdout);
};

await run(async (url, token) => ({
  list: async () => (await inspect(url, token, '--method', 'tools/list')).tools.map(tool => tool.name),
  call: async (name, args) => textOf((await inspect(
    url, token, '--method', 'tools/call', '--tool-name', name, ...Object.entries(args).flatMap(([key, value]) => ['--tool-arg', `${key}=${value}`]))).content),
  close: async () => {},
}));
