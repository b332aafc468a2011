// A client that has only its agent's private key: it finds the authorization server, signs an assertion and gets its own tokens.
import { Client, PrivateKeyJwtProvider as CurrentProvider, StreamableHTTPClientTransport as CurrentTransport } from '@modelcontextprotocol/client';
import { Client as EarlierClient } from '@modelcontextprotocol/sdk/client/index.js';
import { PrivateKeyJwtProvider as EarlierProvider } from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { StreamableHTTPClientTransport as EarlierTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { textOf } from './steps.mjs';

const { MCP_URL, AGENT_ID, PRIVATE_KEY, RELEASE } = process.env;
const [AnyClient, Provider, Transport] = RELEASE === 'earlier'
  ? [EarlierClient, EarlierProvider, EarlierTransport]
  : [Client, CurrentProvider, CurrentTransport];

const authProvider = new Provider({
  clientId: AGENT_ID, privateKey: PRIVATE_KEY, algorithm: 'RS256', expectedIssuer: new URL(MCP_URL).origin,
});
const client = new AnyClient({ name: 'private-key-jwt', version: '1.0.0' });
await client.connect(new Transport(new URL(MCP_URL), { authProvider }));
const tools = (await client.listTools()).tools.map(tool => tool.name);
const answer = await client.callTool({ name: 'echo', arguments: { text: 'by my own key' } });
console.log(`REPORT ${JSON.stringify({ tools, text: textOf(answer.content) })}`);
process.exit(0);
