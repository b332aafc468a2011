using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>The API that a provider speaks. It is also that of the caller: nothing is translated.</summary>
internal enum ModelApi
{
    /// <summary>Chat completions, responses and embeddings, as OpenAI has them.</summary>
    Openai,

    /// <summary>Messages, as Anthropic has them.</summary>
    Anthropic,
}

internal static class ModelApis
{
    public static ModelApi Api(this ModelDialect dialect) => dialect is ModelDialect.Messages or ModelDialect.CountTokens ? ModelApi.Anthropic : ModelApi.Openai;
}
