using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.DeclaredTools.Templates;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.DeclaredTools.Calls;

/// <summary>Makes the request that an action's parameters become.</summary>
internal static class DeclaredRequest
{
    /// <returns>Null when the URL is not the one that was put together: a parser has read more into a parameter than there was.</returns>
    public static OutboundRequest? Make(
        ToolDefinition tool, ActionDefinition action, ToolRequest request, PlacedCredential credential)
    {
        var parameters = request.Parameters;
        var query = new StringBuilder(action.Query.Render(parameters));
        if (credential.Query is var (name, secret))
        {
            QueryTemplate.Append(query, name, secret);
        }

        return Combine(tool.BaseUrl, action.Path.Render(parameters), query.ToString()) is not { } url ? null : new OutboundRequest
        {
            Method = action.Method,
            Url = url,
            Headers = [.. Headers(action, request), .. credential.Headers],
            Content = Content(action, parameters),
            MaxResponseBytes = action.MaxResponseBytes,
        };
    }

    private static Uri? Combine(Uri baseUrl, string path, string query)
    {
        var wholePath = baseUrl.AbsolutePath.TrimEnd('/') + path;
        var suffix = query.Length == 0 ? "" : $"?{query}";
        return Uri.TryCreate(baseUrl.GetLeftPart(UriPartial.Authority) + wholePath + suffix, UriKind.Absolute, out var url)
            && url.Scheme == baseUrl.Scheme && url.Host == baseUrl.Host && url.Port == baseUrl.Port
            && url.AbsolutePath == wholePath && url.Query == suffix && url.Fragment.Length == 0
                ? url
                : null;
    }

    private static IEnumerable<KeyValuePair<string, string>> Headers(ActionDefinition action, ToolRequest request)
    {
        if (!action.Headers.Any(header => header.Key.Equals("Accept", StringComparison.OrdinalIgnoreCase)))
        {
            yield return new("Accept", "application/json");
        }

        foreach (var (name, template) in action.Headers)
        {
            if (template.Render(request.Parameters) is { } value)
            {
                yield return new(name, value);
            }
        }

        if (action.IdempotencyHeader is { } header && request.IdempotencyKey is { } key)
        {
            yield return new(header, OwnKey(request, key));
        }
    }

    /// <summary>At the API all agents are one: without their names in it, two that chose the same key would get each other's answers.</summary>
    private static string OwnKey(ToolRequest request, string key) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', request.AgentId, request.Action.Tool, request.Action.Name, key))).AsSpan(0, 16));

    private static Func<HttpContent>? Content(ActionDefinition action, JsonElement parameters)
    {
        JsonNode? body = null;
        return action.Body?.TryRender(parameters, out body) == true
            ? () => new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new("application/json") } }
            : null;
    }
}
