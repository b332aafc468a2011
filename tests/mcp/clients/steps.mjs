// What every client does. A client gives connect(url, token), which answers with list(), call(name, args) and close().
// Prints one line of JSON: what the client showed its model, or the message of what it threw.
const { MCP_URL, TOKEN, REVOKED_TOKEN, LIMITED_TOKEN, REVOKE_URL, OPERATOR_KEY } = process.env;

const outcome = async action => {
  try { return { text: await action() }; } catch (error) { return { error: String(error?.message ?? error) }; }
};

export async function run(connect) {
  const report = {};
  const client = await connect(MCP_URL, TOKEN);
  report.tools = await client.list();
  report.call = await outcome(() => client.call('echo', { text: 'hello' }));
  report.denied = await outcome(() => client.call('echo', { text: 'forbidden' }));
  await client.close();

  const limited = await connect(MCP_URL, LIMITED_TOKEN);
  await limited.list();
  report.allowed = await outcome(() => limited.call('echo', { text: 'first' }));
  report.limited = await outcome(() => limited.call('echo', { text: 'second' }));
  await limited.close();

  const revoked = await connect(MCP_URL, REVOKED_TOKEN);
  await revoked.list();
  report.before = await outcome(() => revoked.call('echo', { text: 'still' }));
  const answer = await fetch(REVOKE_URL, {
    method: 'POST', headers: { authorization: `Bearer ${OPERATOR_KEY}`, 'content-type': 'application/json' }, body: '{}',
  });
  if (!answer.ok) throw new Error(`revocation: ${answer.status}`);
  report.revoked = await outcome(() => revoked.call('echo', { text: 'no more' }));
  await outcome(() => revoked.close());

  console.log(`REPORT ${JSON.stringify(report)}`);
  process.exit(0);
}

/** The text of a result's content, as a model reads it. */
export const textOf = content => content.map(block => block.text ?? '').join('\n');
