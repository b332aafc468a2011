// Chat completions with a release of the openai package: OPENAI names it.
const { default: OpenAI } = await import(process.env.OPENAI);

export async function ask({ root, key, model, stream, includeUsage, fetch, signal, onText }) {
  const client = new OpenAI({ baseURL: `${root}/v1`, apiKey: key, fetch });
  const request = { model, max_tokens: 64, messages: [{ role: "user", content: "Say something." }] };
  if (!stream) {
    const answer = await client.chat.completions.create(request, { signal });
    return { text: answer.choices[0].message.content, finish: answer.choices[0].finish_reason, usage: answer.usage?.completion_tokens };
  }
  const seen = { text: "", finish: null, emptyChoices: 0 };
  const options = includeUsage === undefined ? {} : { stream_options: { include_usage: includeUsage } };
  for await (const chunk of await client.chat.completions.create({ ...request, stream: true, ...options }, { signal })) {
    if (chunk.usage) seen.usage = chunk.usage.completion_tokens;
    if (chunk.choices.length === 0) {
      seen.emptyChoices++;
      continue;
    }
    seen.text += chunk.choices[0].delta.content ?? "";
    seen.finish ??= chunk.choices[0].finish_reason;
    if (chunk.choices[0].delta.content) onText();
  }
  return seen;
}
