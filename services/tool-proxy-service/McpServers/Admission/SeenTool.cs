using System.Security.Cryptography;
using FourRunr.ToolProxy.Json;

namespace FourRunr.ToolProxy.McpServers.Admission;

/// <summary>One tool as its server lists it.</summary>
/// <param name="Name">As the server calls it.</param>
/// <param name="Action">As tokens and policies call it.</param>
/// <param name="Definition">All that a model is told of it, as key-sorted JSON: name, title, description, both schemas and annotations.</param>
/// <param name="Hash">SHA-256 of <paramref name="Definition"/>, in hex: the pin.</param>
internal sealed record SeenTool(string Name, string Action, string Definition, string Hash)
{
    private const int LongestAction = 64;

    private static readonly string[] Members = ["name", "title", "description", "inputSchema", "outputSchema", "annotations"];

    /// <returns>Null for what is no tool: it has no name or no schema of its arguments.</returns>
    public static SeenTool? Read(JsonElement tool)
    {
        if (tool.ValueKind != JsonValueKind.Object
            || !tool.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String || name.GetString() is not { Length: > 0 } text
            || !tool.TryGetProperty("inputSchema", out var schema) || schema.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var pinned = new JsonObject();
        foreach (var member in Members)
        {
            if (tool.TryGetProperty(member, out var value))
            {
                pinned[member] = JsonNode.Parse(value.GetRawText());
            }
        }

        var definition = CanonicalJson.TextOf(JsonSerializer.SerializeToElement(pinned));
        return new SeenTool(text, ActionOf(text), definition, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(definition))));
    }

    /// <summary><c>[a-z][a-z0-9_]{0,63}</c>, as near to the server's name as that allows.</summary>
    public static string ActionOf(string name)
    {
        var action = string.Concat(name.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));
        action = char.IsAsciiLetterLower(action[0]) ? action : $"t_{action}";
        return action.Length <= LongestAction ? action : action[..LongestAction];
    }
}
