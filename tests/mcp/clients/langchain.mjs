import { MultiServerMCPClient } from '@langchain/mcp-adapters';
import { run, textOf } from './steps.mjs';

await run(async (url, token) => {
  const client = new MultiServerMCPClient({
    throwOnLoadError: true,
    mcpServers: { gateway: { transport: 'http', url, headers: { Authorization: `Bearer ${token}` } } },
  });
  const tools = await client.getTools();
  const named = name => tools.find(tool => tool.name === name || tool.name.endsWith(`__${name}`));
  return {
    list: async () => tools.map(tool => tool.name),
    call: async (name, args) => {
      const answer = await named(name).invoke(args);
      return typeof answer === 'string' ? answer : textOf([answer].flat());
    },
    close: () => client.close(),
  };
});
