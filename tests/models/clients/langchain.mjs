import { ChatOpenAI } from "@langchain/openai";

export async function ask({ root, key, model, stream, ownRetries, fetch, signal, onText }) {
  // By itself it asks up to seven times, which takes minutes when it is in vain.
  const retries = ownRetries ? {} : { maxRetries: 2 };
  const chat = new ChatOpenAI({ model, apiKey: key, maxTokens: 64, ...retries, configuration: { baseURL: `${root}/v1`, fetch } });
  if (!stream) {
    const answer = await chat.invoke("Say something.", { signal });
    return { text: answer.content, finish: answer.response_metadata.finish_reason, usage: answer.usage_metadata?.output_tokens };
  }
  const seen = { text: "", finish: null };
  for await (const chunk of await chat.stream("Say something.", { signal })) {
    seen.text += chunk.content;
    seen.finish ??= chunk.response_metadata.finish_reason ?? null;
    if (chunk.usage_metadata) seen.usage = chunk.usage_metadata.output_tokens;
    if (chunk.content) onText();
  }
  return seen;
}
