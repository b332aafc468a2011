import { MCPServerStreamableHttp, setTracingDisabled } from '@openai/agents';
import { run, textOf } from './steps.mjs';

setTracingDisabled(true);
await run(async (url, token) => {
  const server = new MCPServerStreamableHttp({ url, name: 'gateway', requestInit: { headers: { Authorization: `Bearer ${token}` } } });
  await server.connect();
  return {
    list: async () => (await server.listTools()).map(tool => tool.name),
    call: async (name, args) => textOf(await server.callTool(name, args)),
    close: () => server.close(),
  };
});
