using System.Security.Cryptography;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.DeclaredTools.Calls;

/// <summary>Creates the HTTP request of a call from the action's templates.</summary>
internal static class DeclaredRequest
{
    /// <returns>Null if the URL parser reads another URL than the one that was composed, because of a parameter's value.</returns>
    public static OutboundRequest? Create(ToolDefinition tool, ActionDefinition action, ToolRequest request, RequestCredential credential)
    {
        var parameters = request.Parameters;
        var query = action.Query.Render(parameters);
        if (credential.Query is { } secret)
        {
            query = query.Append(secret);
        }

        return Combine(tool.BaseUrl, action.Path.Render(parameters), query) is not { } url ? null : new OutboundRequest
        {
            Method = action.Method,
            Url = url,
            Headers = [.. HeadersOf(action, request), .. credential.Header is { } header ? [header] : Array.Empty<KeyValuePair<string, string>>()],
            Content = ContentOf(action, parameters),
            MaxResponseBytes = action.MaxResponseBytes,
        };
    }

    private static Uri? Combine(Uri baseUrl, string actionPath, IEnumerable<(string Name, string Value)> entries)
    {
        var path = baseUrl.AbsolutePath.TrimEnd('/') + actionPath;
        var query = string.Join('&', entries.Select(entry => $"{Uri.EscapeDataString(entry.Name)}={Uri.EscapeDataString(entry.Value)}"));
        query = query.Length == 0 ? "" : $"?{query}";
        return Uri.TryCreate(baseUrl.GetLeftPart(UriPartial.Authority) + path + query, UriKind.Absolute, out var url)
            && url.Scheme == baseUrl.Scheme && url.Host == baseUrl.Host && url.Port == baseUrl.Port
            && url.AbsolutePath == path && url.Query == query && url.Fragment.Length == 0
                ? url
                : null;
    }

    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(ActionDefinition action, ToolRequest request)
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
            yield return new(header, KeyOf(request, key));
        }
    }

    /// <summary>
    /// To the API all agents are one client. The agent is part of the key, so that two agents with the same key do not get each other's results.
    /// </summary>
    private static string KeyOf(ToolRequest request, string key) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', request.AgentId, request.Action.Tool, request.Action.Name, key))).AsSpan(0, 16));

    private static Func<HttpContent>? ContentOf(ActionDefinition action, JsonElement parameters) =>
        action.Body is { } template && template.TryRender(parameters, out var body)
            ? () => new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new("application/json") } }
            : null;
}
