using FourRunr.PolicyEvaluation;

namespace FourRunr.ToolProxy.Models.Streams.Filters;

/// <summary>
/// Where a text is in an answer that does not stream. Filters go by the names of members, so a whole text is filtered there, and the result is that of
/// the whole answer.
/// </summary>
/// <param name="path">Names of members, with <c>[]</c> for lists: <c>choices[].message.content</c>.</param>
/// <param name="isJson">The text is the JSON of a value there, not a string.</param>
internal sealed class WholePlace(string path, bool isJson = false)
{
    private const string Redacted = "[redacted]";

    private readonly string[] _steps = path.Split('.');

    public bool IsJson => isJson;

    /// <exception cref="JsonException">The text is not the JSON that it has to be.</exception>
    public string Filter(string text, StreamFilters filters, ref ConstraintDenial? denial)
    {
        JsonNode? root = isJson ? EventJson.Parse(System.Text.Encoding.UTF8.GetBytes(text)) : JsonValue.Create(text);
        foreach (var step in _steps.Reverse())
        {
            root = step.EndsWith("[]", StringComparison.Ordinal)
                ? new JsonObject { [step[..^2]] = new JsonArray(root) }
                : new JsonObject { [step] = root };
        }

        denial ??= filters.Apply(ref root);
        var node = root;
        foreach (var step in _steps)
        {
            node = (node as JsonObject)?[step.EndsWith("[]", StringComparison.Ordinal) ? step[..^2] : step];
            node = step.EndsWith("[]", StringComparison.Ordinal) ? (node as JsonArray)?[0] : node;
        }

        return !isJson ? node is JsonValue value && value.TryGetValue<string>(out var filtered) ? filtered : Redacted
            : (node ?? JsonValue.Create(Redacted)).ToJsonString(EventJson.AsSent);
    }
}
