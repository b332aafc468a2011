using System.Text.Json;
using System.Text.Json.Nodes;

namespace FourRunr.ToolProxy.DeclaredTools.Templates;

/// <summary>
/// The JSON body of an action. A text that is nothing but a parameter's place becomes the parameter, whatever its type; what has an
/// absent parameter is left out of its object or array.
/// </summary>
internal abstract class BodyTemplate
{
    /// <summary>The parameters, and whether each stands by itself.</summary>
    public abstract IEnumerable<(string Name, bool IsWhole)> Places { get; }

    /// <param name="complain">Called for every text that is no template: what is wrong with it.</param>
    public static BodyTemplate Parse(JsonElement json, Action<string> complain)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                return new ObjectBody([.. json.EnumerateObject().Select(member => (member.Name, Parse(member.Value, complain)))]);
            case JsonValueKind.Array:
                return new ArrayBody([.. json.EnumerateArray().Select(item => Parse(item, complain))]);
            case JsonValueKind.String:
                var (template, complaint) = TextTemplate.Parse(json.GetString()!);
                if (complaint is not null)
                {
                    complain(complaint);
                }

                if (template?.Parts.Any(part => part.IsExpression) == true)
                {
                    complain("has a place that only a path, a query or a header can have");
                }

                return template is null ? new Constant(json) : new TextBody(template);
            default:
                return new Constant(json.Clone());
        }
    }

    /// <returns>False when the value is absent.</returns>
    public abstract bool TryRender(JsonElement parameters, out JsonNode? body);

    private static JsonNode? ToNode(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(value),
    };

    /// <summary>All parameters but those that stand elsewhere in the request.</summary>
    public sealed class AllOthers(IReadOnlyCollection<string> elsewhere) : BodyTemplate
    {
        public override IEnumerable<(string Name, bool IsWhole)> Places => [];

        public override bool TryRender(JsonElement parameters, out JsonNode? body)
        {
            body = new JsonObject(parameters.EnumerateObject()
                .Where(member => !elsewhere.Contains(member.Name))
                .Select(member => KeyValuePair.Create(member.Name, ToNode(member.Value))));
            return true;
        }
    }

    private sealed class ObjectBody(IReadOnlyList<(string Name, BodyTemplate Value)> members) : BodyTemplate
    {
        public override IEnumerable<(string Name, bool IsWhole)> Places => members.SelectMany(member => member.Value.Places);

        public override bool TryRender(JsonElement parameters, out JsonNode? body)
        {
            var rendered = new JsonObject();
            foreach (var (name, value) in members)
            {
                if (value.TryRender(parameters, out var node))
                {
                    rendered[name] = node;
                }
            }

            body = rendered;
            return true;
        }
    }

    private sealed class ArrayBody(IReadOnlyList<BodyTemplate> items) : BodyTemplate
    {
        public override IEnumerable<(string Name, bool IsWhole)> Places => items.SelectMany(item => item.Places);

        public override bool TryRender(JsonElement parameters, out JsonNode? body)
        {
            var rendered = new JsonArray();
            foreach (var item in items)
            {
                if (item.TryRender(parameters, out var node))
                {
                    rendered.Add(node);
                }
            }

            body = rendered;
            return true;
        }
    }

    private sealed class TextBody(TextTemplate template) : BodyTemplate
    {
        public override IEnumerable<(string Name, bool IsWhole)> Places =>
            template.Parameters.Select(name => (name, IsWhole: template.Only is not null));

        public override bool TryRender(JsonElement parameters, out JsonNode? body)
        {
            if (template.Only is { } only)
            {
                var isGiven = parameters.TryGetProperty(only, out var value);
                body = isGiven ? ToNode(value) : null;
                return isGiven;
            }

            var text = template.Render(parameters);
            body = text;
            return text is not null;
        }
    }

    private sealed class Constant(JsonElement value) : BodyTemplate
    {
        public override IEnumerable<(string Name, bool IsWhole)> Places => [];

        public override bool TryRender(JsonElement parameters, out JsonNode? body)
        {
            body = ToNode(value);
            return true;
        }
    }
}
