using System.Buffers;
using FourRunr.ToolProxy.DeclaredTools.Templates;
using FourRunr.ToolProxy.McpServers.Protocol;

namespace FourRunr.ToolProxy.McpServers;

/// <summary>An argument that its server wants repeated in the header <c>Mcp-Param-{Name}</c>.</summary>
/// <param name="Path">Names of members that lead to the argument.</param>
internal sealed record McpParamHeader(string Name, IReadOnlyList<string> Path)
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>RFC 9110, section 5.1.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= 128 && !text.AsSpan().ContainsAnyExcept(Token);

    /// <returns>Null when the call does not have the argument.</returns>
    public KeyValuePair<string, string>? Of(JsonElement arguments)
    {
        foreach (var name in Path)
        {
            if (arguments.ValueKind != JsonValueKind.Object || !arguments.TryGetProperty(name, out arguments))
            {
                return null;
            }
        }

        return TextTemplate.TextOf(arguments) is { } value ? new($"Mcp-Param-{Name}", McpHeaderValue.Encode(value)) : null;
    }
}
