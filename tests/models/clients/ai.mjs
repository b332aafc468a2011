// The ai package with one of its adapters: ADAPTER is responses, chat, compatible or anthropic. RETRIES: other than by itself.
import { generateText, streamText } from "ai";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";

export async function ask({ root, key, model, stream, includeUsage, ownRetries, fetch, signal, onText }) {
  const baseURL = `${root}/v1`;
  const adapters = {
    responses: () => createOpenAI({ baseURL, apiKey: key, fetch })(model),
    chat: () => createOpenAI({ baseURL, apiKey: key, fetch }).chat(model),
    compatible: () => createOpenAICompatible({ name: "gateway", baseURL, apiKey: key, fetch, includeUsage })(model),
    anthropic: () => createAnthropic({ baseURL, apiKey: key, fetch })(model),
  };
  const request = {
    model: adapters[process.env.ADAPTER](),
    prompt: "Say something.",
    maxOutputTokens: 64,
    abortSignal: signal,
    maxRetries: process.env.RETRIES && !ownRetries ? Number(process.env.RETRIES) : undefined,
  };
  if (!stream) {
    const answer = await generateText(request);
    return { text: answer.text, finish: answer.finishReason, usage: answer.usage?.outputTokens };
  }
  const seen = { text: "", finish: null };
  const answer = streamText({ ...request, onError: () => {} });
  for await (const part of answer.stream ?? answer.fullStream) {
    if (part.type === "text-delta") {
      seen.text += part.text;
      onText();
    }
    if (part.type === "error") throw part.error;
    if (part.type === "abort") throw new DOMException("aborted", "AbortError");
    if (part.type === "finish") {
      seen.finish = part.finishReason;
      seen.usage = part.totalUsage?.outputTokens;
    }
  }
  return seen;
}
