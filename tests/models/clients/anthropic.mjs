// Messages with a release of Anthropic's package: ANTHROPIC names it.
const { default: Anthropic } = await import(process.env.ANTHROPIC);

export async function ask({ root, key, model, stream, fetch, signal, onText }) {
  const client = new Anthropic({ baseURL: root, apiKey: key, fetch });
  const request = { model, max_tokens: 64, messages: [{ role: "user", content: "Say something." }] };
  if (!stream) {
    const answer = await client.messages.create(request, { signal });
    return { text: answer.content.map((part) => part.text ?? "").join(""), finish: answer.stop_reason, usage: answer.usage?.output_tokens };
  }
  const seen = { text: "", finish: null };
  for await (const event of await client.messages.create({ ...request, stream: true }, { signal })) {
    if (event.type === "content_block_delta" && event.delta.type === "text_delta") {
      seen.text += event.delta.text;
      onText();
    }
    if (event.type === "message_delta") {
      seen.finish = event.delta.stop_reason;
      seen.usage = event.usage?.output_tokens;
    }
  }
  return seen;
}
