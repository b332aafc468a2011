// A client that a person signs in: it finds the authorization server from the 401, registers itself, has a browser opened, takes the code at
// its callback, and renews its token when that is no longer good. The browser is the test's: this prints "OPEN url" and waits.
import http from 'node:http';
import {
  Client, StreamableHTTPClientTransport as CurrentTransport, UnauthorizedError as CurrentUnauthorized,
} from '@modelcontextprotocol/client';
import { UnauthorizedError as EarlierUnauthorized } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client as EarlierClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as EarlierTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { textOf } from './steps.mjs';

const { MCP_URL, RELEASE } = process.env;
const [AnyClient, Transport, Unauthorized] = RELEASE === 'earlier'
  ? [EarlierClient, EarlierTransport, EarlierUnauthorized]
  : [Client, CurrentTransport, CurrentUnauthorized];

const callback = http.createServer();
await new Promise(resolve => callback.listen(0, '127.0.0.1', resolve));
const redirectUrl = `http://127.0.0.1:${callback.address().port}/callback`;
const answered = new Promise(resolve => callback.on('request', (request, response) => {
  response.end('You can close this page.');
  resolve(new URL(request.url, redirectUrl).searchParams);
}));

const state = { opened: 0, tokens: [] };
const authProvider = {
  redirectUrl,
  clientMetadata: {
    client_name: 'Signed in by a person', redirect_uris: [redirectUrl], token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'],
  },
  state: () => 'a-state',
  clientInformation: () => state.client,
  saveClientInformation: client => { state.client = client; },
  tokens: () => state.tokens.at(-1),
  saveTokens: tokens => { state.tokens.push(tokens); },
  codeVerifier: () => state.verifier,
  saveCodeVerifier: verifier => { state.verifier = verifier; },
  redirectToAuthorization: url => { state.opened += 1; console.log(`OPEN ${url}`); },
};

const connect = async transport => {
  const client = new AnyClient({ name: 'sign-in', version: '1.0.0' });
  await client.connect(transport);
  return client;
};
const echo = async (client, text) => textOf((await client.callTool({ name: 'echo', arguments: { text } })).content);

const unsigned = new Transport(new URL(MCP_URL), { authProvider });
const refused = await connect(unsigned).then(() => false, error => error instanceof Unauthorized);
const answer = await answered;
await (RELEASE === 'earlier' ? unsigned.finishAuth(answer.get('code')) : unsigned.finishAuth(answer));

const client = await connect(new Transport(new URL(MCP_URL), { authProvider }));
const tools = (await client.listTools()).tools.map(tool => tool.name);
const text = await echo(client, 'signed in');

// As if its hour were over.
state.tokens.push({ ...state.tokens.at(-1), access_token: `${state.tokens.at(-1).access_token}x` });
const renewedText = await echo(client, 'renewed');

const [first, , renewed] = state.tokens;
console.log(`REPORT ${JSON.stringify({
  refused, tools, text, renewedText, opened: state.opened, state: answer.get('state'), registered: state.client.client_id, scope: first.scope,
  isRenewed: renewed.access_token !== first.access_token && renewed.refresh_token !== first.refresh_token,
  token: renewed.access_token, refreshToken: renewed.refresh_token,
})}`);
process.exit(0);
