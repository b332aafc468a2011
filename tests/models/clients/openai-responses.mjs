// Responses with a release of the openai package: OPENAI names it.
const { default: OpenAI } = await import(process.env.OPENAI);

export async function ask({ root, key, model, stream, fetch, signal, onText }) {
  const client = new OpenAI({ baseURL: `${root}/v1`, apiKey: key, fetch });
  const request = { model, max_output_tokens: 64, input: "Say something." };
  if (!stream) {
    const answer = await client.responses.create(request, { signal });
    return { text: answer.output_text, finish: answer.status, usage: answer.usage?.output_tokens };
  }
  const seen = { text: "", finish: null };
  for await (const event of await client.responses.create({ ...request, stream: true }, { signal })) {
    if (event.type === "response.output_text.delta") {
      seen.text += event.delta;
      onText();
    }
    if (event.type === "response.completed") {
      seen.finish = event.response.status;
      seen.usage = event.response.usage?.output_tokens;
    }
  }
  return seen;
}
