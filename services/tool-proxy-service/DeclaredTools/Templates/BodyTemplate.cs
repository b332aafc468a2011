using System.Text.Json.Nodes;

namespace FourRunr.ToolProxy.DeclaredTools.Templates;

/// <summary>
/// The JSON body of an action. A string that is one parameter becomes the parameter's value, whatever its type. A value with an absent
/// parameter is left out of its object or array.
/// </summary>
internal sealed class BodyTemplate
{
    private readonly Renderer _render;

    private BodyTemplate(Renderer render, IReadOnlyList<TextTemplate> texts) => (_render, Texts) = (render, texts);

    /// <returns>False when the value is absent.</returns>
    private delegate bool Renderer(JsonElement parameters, out JsonNode? value);

    /// <summary>The strings of the body.</summary>
    public IReadOnlyList<TextTemplate> Texts { get; }

    /// <param name="complain">Called with the error of every string that is not a template.</param>
    public static BodyTemplate Parse(JsonElement json, Action<string> complain)
    {
        var texts = new List<TextTemplate>();
        return new BodyTemplate(Compile(json, texts, complain), texts);
    }

    /// <summary>An object of all parameters but those.</summary>
    public static BodyTemplate AllExcept(IReadOnlySet<string> names) => new(
        (JsonElement parameters, out JsonNode? body) =>
        {
            body = new JsonObject(parameters.EnumerateObject()
                .Where(member => !names.Contains(member.Name))
                .Select(member => KeyValuePair.Create(member.Name, member.Value.Deserialize<JsonNode?>())));
            return true;
        },
        []);

    /// <returns>False when the whole body is absent.</returns>
    public bool TryRender(JsonElement parameters, out JsonNode? body) => _render(parameters, out body);

    private static Renderer Compile(JsonElement json, List<TextTemplate> texts, Action<string> complain)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var members = json.EnumerateObject().Select(member => (member.Name, Render: Compile(member.Value, texts, complain))).ToList();
                return (JsonElement parameters, out JsonNode? value) =>
                {
                    var rendered = new JsonObject();
                    foreach (var (name, render) in members)
                    {
                        if (render(parameters, out var member))
                        {
                            rendered[name] = member;
                        }
                    }

                    value = rendered;
                    return true;
                };
            case JsonValueKind.Array:
                var items = json.EnumerateArray().Select(item => Compile(item, texts, complain)).ToList();
                return (JsonElement parameters, out JsonNode? value) =>
                {
                    var rendered = new JsonArray();
                    foreach (var render in items)
                    {
                        if (render(parameters, out var item))
                        {
                            rendered.Add(item);
                        }
                    }

                    value = rendered;
                    return true;
                };
            case JsonValueKind.String:
                return CompileText(json.GetString()!, texts, complain);
            default:
                var constant = json.Clone();
                return (JsonElement _, out JsonNode? value) =>
                {
                    value = constant.Deserialize<JsonNode?>();
                    return true;
                };
        }
    }

    private static Renderer CompileText(string text, List<TextTemplate> texts, Action<string> complain)
    {
        if (!TextTemplate.Parse(text).TryGet(out var template, out var error))
        {
            complain(error);
            return (JsonElement _, out JsonNode? value) => (value = null) is not null;
        }

        if (template.Parts.Any(part => part.HasModifiers))
        {
            complain("has a parameter with a modifier that only a path, a query or a header can have");
        }

        texts.Add(template);
        return (JsonElement parameters, out JsonNode? value) =>
        {
            if (template.SingleParameter is not { } single)
            {
                value = template.Render(parameters);
                return value is not null;
            }

            var isGiven = parameters.TryGetProperty(single, out var given);
            value = isGiven ? given.Deserialize<JsonNode?>() : null;
            return isGiven;
        };
    }
}
