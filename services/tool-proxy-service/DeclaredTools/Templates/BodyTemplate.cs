using Renderer = System.Func<System.Text.Json.JsonElement, (bool IsGiven, System.Text.Json.Nodes.JsonNode? Value)>;

namespace FourRunr.ToolProxy.DeclaredTools.Templates;

/// <summary>
/// The JSON body of an action. A string that is one parameter becomes the parameter's value, whatever its type. A value with an absent
/// parameter is left out of its object or array.
/// </summary>
internal sealed class BodyTemplate
{
    private readonly Renderer _render;

    private BodyTemplate(Renderer render, IReadOnlyList<TextTemplate> texts) => (_render, Texts) = (render, texts);

    public IReadOnlyList<TextTemplate> Texts { get; }

    /// <param name="complain">Called with the error of every string that is not a template.</param>
    public static BodyTemplate Parse(JsonElement json, Action<string> complain)
    {
        var texts = new List<TextTemplate>();
        return new BodyTemplate(Compile(json, texts, complain), texts);
    }

    /// <summary>An object of all parameters but those.</summary>
    public static BodyTemplate AllExcept(IReadOnlySet<string> names) => new(
        parameters => (true, new JsonObject(parameters.EnumerateObject()
            .Where(member => !names.Contains(member.Name))
            .Select(member => KeyValuePair.Create(member.Name, member.Value.Deserialize<JsonNode?>())))),
        []);

    /// <returns>False when the whole body is absent.</returns>
    public bool TryRender(JsonElement parameters, out JsonNode? body)
    {
        (var isGiven, body) = _render(parameters);
        return isGiven;
    }

    private static Renderer Compile(JsonElement json, List<TextTemplate> texts, Action<string> complain)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var members = json.EnumerateObject().Select(member => (member.Name, Render: Compile(member.Value, texts, complain))).ToList();
                return parameters => (true, new JsonObject(
                    from member in members
                    let part = member.Render(parameters)
                    where part.IsGiven
                    select KeyValuePair.Create(member.Name, part.Value)));
            case JsonValueKind.Array:
                var items = json.EnumerateArray().Select(item => Compile(item, texts, complain)).ToList();
                return parameters => (true, new JsonArray(
                    [.. items.Select(item => item(parameters)).Where(part => part.IsGiven).Select(part => part.Value)]));
            case JsonValueKind.String:
                return CompileText(json.GetString()!, texts, complain);
            default:
                var constant = json.Clone();
                return _ => (true, constant.Deserialize<JsonNode?>());
        }
    }

    private static Renderer CompileText(string text, List<TextTemplate> texts, Action<string> complain)
    {
        if (!TextTemplate.Parse(text).TryGet(out var template, out var error))
        {
            complain(error);
            return _ => (false, null);
        }

        if (template.Parts.Any(part => part.HasModifiers))
        {
            complain("has a parameter with a modifier that only a path, a query or a header can have");
        }

        texts.Add(template);
        return template.SingleParameter is { } single
            ? parameters => parameters.TryGetProperty(single, out var given) ? (true, given.Deserialize<JsonNode?>()) : (false, null)
            : parameters => template.Render(parameters) is { } rendered ? (true, rendered) : (false, null);
    }
}
