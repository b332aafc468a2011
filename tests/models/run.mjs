// Runs the scenarios of one client, one after another, and reports what its user would have seen.
// CLIENT: a file of clients/. ROOT: the gateway's address. SCENARIOS: [{name, key, model, stream, cancel, includeUsage, cutOff, ownRetries}].
import { createServer } from "node:net";

const { ask } = await import(`./clients/${process.env.CLIENT}.mjs`);

// Takes connections and closes them before it has answered.
const closing = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
await new Promise((listens) => closing.once("listening", listens));

for (const scenario of JSON.parse(process.env.SCENARIOS)) {
  const seen = { name: scenario.name, requests: 0, waits: [] };
  let last = 0;
  const countingFetch = async (url, init) => {
    if (scenario.cutOff && !seen.cuts) {
      seen.cuts = 1;
      return await fetch(`http://127.0.0.1:${closing.address().port}/`, { method: "POST", body: "{}" });
    }
    seen.requests++;
    if (last) seen.waits.push(Date.now() - last);
    try {
      return await fetch(url, init);
    } finally {
      last = Date.now();
    }
  };
  const stop = new AbortController();
  try {
    const answer = await ask({
      root: process.env.ROOT,
      key: scenario.key,
      model: scenario.model,
      stream: scenario.stream,
      includeUsage: scenario.includeUsage,
      ownRetries: scenario.ownRetries,
      fetch: countingFetch,
      signal: stop.signal,
      // Called with every piece of text.
      onText: () => scenario.cancel && stop.abort(),
    });
    Object.assign(seen, answer);
  } catch (error) {
    seen.error = describe(error);
  }
  console.log(`REPORT ${JSON.stringify(seen)}`);
}

closing.close();

// What a program sees of a failure: its own members, and those of the causes that clients wrap.
function describe(error) {
  const seen = { type: error?.constructor?.name, text: String(error?.message ?? error) };
  for (let at = error, depth = 0; at && depth < 4; at = at.cause ?? at.lastError, depth++) {
    seen.status ??= at.status ?? at.statusCode;
    seen.code ??= at.code ?? at.error?.code ?? at.error?.error?.code ?? at.data?.error?.code;
    seen.text += ` | ${at.message ?? ""} ${JSON.stringify(at.error ?? at.data ?? at.value ?? "") ?? ""} ${at.responseBody ?? ""}`;
  }
  return seen;
}
