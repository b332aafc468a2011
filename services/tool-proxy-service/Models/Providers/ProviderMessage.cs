namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>A request as every credential of a provider sends it.</summary>
/// <param name="Path">Below the provider's base URL.</param>
/// <param name="Body">JSON in UTF-8.</param>
internal sealed record ProviderMessage(Tools.ModelDialect Dialect, string Path, ReadOnlyMemory<byte> Body, IReadOnlyList<KeyValuePair<string, string>> Headers, bool Streams);
