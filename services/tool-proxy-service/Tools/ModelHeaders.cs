namespace FourRunr.ToolProxy.Tools;

/// <summary>What of a model call's headers may go to the provider.</summary>
/// <param name="AnthropicVersion">The version of the API, a date; null for the gateway's own.</param>
/// <param name="AnthropicBetas">Features that are asked for; the provider's settings say which of them are sent.</param>
internal sealed record ModelHeaders(string? AnthropicVersion, IReadOnlyList<string> AnthropicBetas)
{
    public static readonly ModelHeaders None = new(null, []);
}
