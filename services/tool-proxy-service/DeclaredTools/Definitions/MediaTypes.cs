namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

internal static class MediaTypes
{
    /// <summary><c>application/json</c> and every type with the suffix <c>+json</c> (RFC 6839).</summary>
    public static bool IsJson(string type) =>
        type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
}
