using FourRunr.Cli.Terminal;

namespace FourRunr.Cli.Gateway;

/// <summary>Reads refusals: problems (RFC 9457), and errors of OAuth (RFC 6749).</summary>
internal static class Refusal
{
    /// <summary>What was wrong, how to fix it, and the id to find it again by, on lines of their own.</summary>
    public static string Describe(int status, string body)
    {
        var problem = Parse(body);
        if (problem is null)
        {
            return $"The gateway answered {status}.";
        }

        var detail = FirstOf(problem, "detail", "error_description", "title", "message");
        var text = new StringBuilder($"{detail} ({FirstOf(problem, "code", "error")}, {status})");
        foreach (var (path, messages) in problem["errors"] as JsonObject ?? [])
        {
            foreach (var message in messages as JsonArray ?? [])
            {
                text.Append($"\n  {Table.Printable(path)}: {Table.Printable(message?.ToString() ?? "")}");
            }
        }

        foreach (var (name, label) in ((string, string)[])[("rule", "rule"), ("how_to_fix", "how to fix"), ("correlation_id", "correlation id")])
        {
            if (problem.Member(name) is { Length: > 0 } value)
            {
                text.Append($"\n  {label}: {value}");
            }
        }

        return text.ToString();
    }

    /// <returns>Null for what is no JSON object.</returns>
    public static JsonObject? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string FirstOf(JsonObject problem, params string[] names) =>
        names.Select(name => problem.Member(name)).FirstOrDefault(value => value.Length > 0) ?? "refused";
}
