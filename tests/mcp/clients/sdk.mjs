import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { run, textOf } from './steps.mjs';

await run(async (url, token) => {
  const client = new Client({ name: 'sdk', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { authorization: `Bearer ${token}` } } }));
  return {
    list: async () => (await client.listTools()).tools.map(tool => tool.name),
    call: async (name, args) => textOf((await client.callTool({ name, arguments: args })).content),
    close: () => client.close(),
  };
});
