namespace FourRunr.ToolProxy.Tools;

/// <summary>How a model cuts texts into tokens, by the names of OpenAI's tiktoken.</summary>
internal enum TokenEncoding
{
    /// <summary>GPT-4o and later; the default.</summary>
    O200kBase,

    /// <summary>GPT-4, GPT-3.5 and the text embeddings.</summary>
    Cl100kBase,
}
