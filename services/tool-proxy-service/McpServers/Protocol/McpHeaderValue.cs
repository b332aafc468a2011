namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>Values of <c>Mcp-Name</c> and <c>Mcp-Param-*</c>: as they are if a header can hold them, else in base64 between marks.</summary>
internal static class McpHeaderValue
{
    private const string Start = "=?base64?";
    private const string End = "?=";

    public static string Encode(string value) => IsPlain(value) ? value : $"{Start}{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}{End}";

    private static bool IsPlain(string value) =>
        value.Length > 0 && value.All(character => character is >= ' ' and <= '~') && value[0] != ' ' && value[^1] != ' '
        && !(value.StartsWith(Start, StringComparison.Ordinal) && value.EndsWith(End, StringComparison.Ordinal));
}
