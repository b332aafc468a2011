import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { run, textOf } from './steps.mjs';

await run(async (url, token) => {
  const client = new Client({ name: 'behind-mcp-remote', version: '1.0.0' });
  await client.connect(new StdioClientTransport({
    command: process.execPath,
    args: ['node_modules/mcp-remote/dist/proxy.js', url, '--allow-http', '--transport', 'http-only', '--header', `Authorization: Bearer ${token}`],
    stderr: 'ignore',
  }));
  return {
    list: async () => (await client.listTools()).tools.map(tool => tool.name),
    call: async (name, args) => textOf((await client.callTool({ name, arguments: args }, undefined, { timeout: 10_000 })).content),
    close: () => client.close(),
  };
});
