namespace FourRunr.ToolProxy.Prices.Catalog;

/// <summary>How versions of prices are called in answers and records: <c>prices_7</c>; those of a file by what it contains.</summary>
internal static class PriceVersionId
{
    /// <summary>The number before the first.</summary>
    public const int None = 0;

    private const string Prefix = "prices_";

    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{version}");

    public static string OfFile(ReadOnlySpan<byte> sha256) => $"{Prefix}file_{Convert.ToHexStringLower(sha256[..6])}";

    public static bool TryParse(string id, out int version)
    {
        version = None;
        return id.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(id.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out version)
            && Of(version) == id;
    }
}
