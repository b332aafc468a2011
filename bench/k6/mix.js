// The mix, dealt like cards so that every run has exactly the same shares: 60 % serpapi, 15 % http_fetch, 15 % openai,
// 10 % gmail_send; one iteration in 30 is a call that must be denied instead.
const denyEvery = 30;
const deck = [...repeat('serpapi', 12), ...repeat('http_fetch', 3), ...repeat('openai', 3), ...repeat('gmail_send', 2)];

// Has no factor in common with the size of the deck: deals every card once, and equal ones apart.
const stride = 7;

/** Each is refused by something else: the policy's deny, what the policy leaves out, its guard, the token. */
const denied = [
  () => ({ name: 'http_fetch.head', path: '/v1/tools/http_fetch/head', parameters: { url: 'https://example.org/' } }),
  () => ({ name: 'gmail_send.profile', path: '/v1/tools/gmail_send/profile', parameters: {} }),
  (id) => ({ name: 'http_fetch.get', path: '/v1/tools/http_fetch/get', parameters: { url: `https://elsewhere.test/${id}` } }),
  (id) => ({ ...calls.gmail_send(id), narrow: true }),
];

/** No two alike within a run and between runs, so that none but a probe is answered from the cache. */
const calls = {
  serpapi: (id) => ({ name: 'serpapi.search', path: '/v1/tools/serpapi/search', repeatable: 'yes', parameters: { q: `load ${id}`, num: 10 } }),
  http_fetch: (id) => ({
    name: 'http_fetch.get', path: '/v1/tools/http_fetch/get', repeatable: 'yes', parameters: { url: `https://www.example.org/${id}` },
  }),
  openai: (id) => ({
    name: 'openai.chat', path: '/v1/tools/openai/chat', repeatable: 'yes',
    parameters: { model: 'gpt-4o-mini', messages: [{ role: 'user', content: `Sum up page ${id}.` }] },
  }),
  // With an effect: the gateway does not repeat it on its own.
  gmail_send: (id) => ({
    name: 'gmail_send.send', path: '/v1/tools/gmail_send/send', repeatable: 'no', headers: { 'Idempotency-Key': id },
    parameters: { to: 'reader@example.org', subject: 'Load test', text: `Message ${id}.` },
  }),
};

/** The call of this iteration that must be denied, or null. */
export function denial(number, run) {
  const nth = Math.floor(number / denyEvery);
  return number % denyEvery === denyEvery - 1 ? denied[nth % denied.length](`${run}-${number}`) : null;
}

/** The call of an iteration that is no denial. */
export function tool(number, run) {
  const card = ((number - Math.floor(number / denyEvery)) * stride) % deck.length;
  return { ...calls[deck[card]](`${run}-${number}`), twice: card === 0 };
}

function repeat(name, times) {
  return Array(times).fill(name);
}
