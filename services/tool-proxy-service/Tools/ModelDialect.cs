namespace FourRunr.ToolProxy.Tools;

/// <summary>The API whose requests and answers an endpoint speaks, to its caller as to the provider.</summary>
internal enum ModelDialect
{
    /// <summary><c>POST /v1/chat/completions</c> of OpenAI.</summary>
    ChatCompletions,

    /// <summary><c>POST /v1/responses</c> of OpenAI.</summary>
    Responses,

    /// <summary><c>POST /v1/embeddings</c> of OpenAI.</summary>
    Embeddings,

    /// <summary><c>POST /v1/messages</c> of Anthropic.</summary>
    Messages,

    /// <summary><c>POST /v1/messages/count_tokens</c> of Anthropic, which costs nothing.</summary>
    CountTokens,
}
