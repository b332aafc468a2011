// What a load test needs of the gateway, made through the front door with the operator's key before it and deleted after it.
import http from 'k6/http';
import { baseUrl, operatorKey } from './environment.js';

const agentCount = 8;
const longestLife = 24 * 60 * 60;

// A token is recommended for rotation when less than 5 minutes remain to it.
const rotationBegins = 300;

/** Everything that a call can be checked against; limits that the test does not reach. */
const spec = {
  scopes: ['serpapi:search', 'http_fetch:*', 'openai:chat', 'gmail_send:send'],
  deny: ['http_fetch:head'],
  guards: {
    max_request_bytes: 10000,
    allowed_domains: ['example.org', '*.example.org'],
    params: { 'serpapi:search': { num: { max: 20 } } },
    pii_filters: ['email', 'credit_card'],
  },
  rate_limit: { requests: 10000, per: '1s' },
  quotas: [{ scope: 'gmail_send:send', limit: 1000000000, window: '24h', strategy: 'sliding' }],
};

/**
 * Agents with a policy each, and one token for every virtual user, which alone rotates it.
 * @param rotateAfter seconds after which the first token wants to be rotated; the last one does after twice that
 */
export function setUp(virtualUsers, rotateAfter) {
  const made = { run: Date.now().toString(36), agents: [], policies: [], tokens: [], narrowToken: '' };
  try {
    for (let i = 0; i < agentCount; i++) {
      const name = `load-${made.run}-${i}`;
      const agent = ask('POST', '/v1/agents', { name, role: 'load-test' }).agent_id;
      made.agents.push(agent);
      made.policies.push(ask('POST', '/v1/policies', { name, agent_id: agent, spec }).policy_id);
    }

    for (let i = 0; i < virtualUsers; i++) {
      const life = rotationBegins + Math.ceil(rotateAfter * (1 + i / virtualUsers));
      made.tokens.push(issue(made.agents[i % agentCount], ['serpapi', 'http_fetch', 'openai', 'gmail_send'], life));
    }

    made.narrowToken = issue(made.agents[0], ['serpapi'], longestLife);
    return made;
  } catch (error) {
    remove(made);
    throw error;
  }
}

/** Deletes all of it, which revokes the tokens; fails at the end if something is left. */
export function tearDown(made) {
  const left = remove(made);
  if (left.length > 0) {
    throw new Error(`Not deleted: ${left.join(', ')}`);
  }
}

/** @returns what is left */
export function remove(made) {
  const paths = [...made.agents.map((id) => `/v1/agents/${id}`), ...made.policies.map((id) => `/v1/policies/${id}`)];
  return paths.filter((path) => send('DELETE', path).status !== 204);
}

/** A fifth of all attempts is disturbed. @returns whether this test began it, and has to end it */
export function beginChaos(seconds) {
  if (ask('GET', '/v1/admin/chaos').rules.some((rule) => rule.tool === '*')) {
    return false;
  }

  const until = new Date(Date.now() + seconds * 1000).toISOString();
  ask('POST', '/v1/admin/chaos', { tool: '*', kind: 'mixed', percentage: 20, until });
  return true;
}

export function endChaos() {
  ask('DELETE', '/v1/admin/chaos');
}

function issue(agent, tools, life) {
  return ask('POST', `/v1/agents/${agent}/tokens`, { tools, permissions: ['read', 'write'], ttl_seconds: life }).token;
}

function ask(method, path, body) {
  const answer = send(method, path, body);
  if (answer.status < 200 || answer.status > 299) {
    throw new Error(`${method} ${path} answered ${answer.status}: ${answer.body || answer.error}`);
  }

  return answer.body ? answer.json() : null;
}

function send(method, path, body) {
  return http.request(method, `${baseUrl}${path}`, body === undefined ? null : JSON.stringify(body), {
    headers: { Authorization: `Bearer ${operatorKey}`, 'Content-Type': 'application/json' },
    tags: { kind: 'operator', name: `${method} ${path.split('/').slice(0, 3).join('/')}` },
  });
}
