import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { run, textOf } from './steps.mjs';

await run(async (url, token) => {
  const client = new Client({ name: 'client', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { authorization: `Bearer ${token}` } } }));
  return {
    list: async () => (await client.listTools()).tools.map(tool => tool.name),
    call: async (name, args) => textOf((await client.callTool({ name, arguments: args })).content),
    close: () => client.close(),
  };
});
