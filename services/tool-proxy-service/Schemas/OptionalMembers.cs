using Json.Pointer;

namespace FourRunr.ToolProxy.Schemas;

/// <summary>
/// Which members of an action's parameters count as absent when they are null: those that the published schema names, does not require and
/// does not allow to be null. Many clients and models write null for "not set". Members inside objects and items are found
/// through <c>properties</c>, <c>items</c>, <c>additionalProperties</c>, <c>allOf</c> and local references; what a keyword that is not
/// looked at may allow stays as it was sent.
/// </summary>
internal sealed class OptionalMembers
{
    private static readonly string[] Alternatives = ["anyOf", "oneOf"];

    private readonly Dictionary<string, (bool IsAbsentWhenNull, OptionalMembers? Inside)> _members = new(StringComparer.Ordinal);

    private OptionalMembers()
    {
    }

    /// <summary>Of what is inside members that the schema does not name.</summary>
    public OptionalMembers? OfOthers { get; private set; }

    public OptionalMembers? OfItems { get; private set; }

    public static OptionalMembers Of(JsonObject schema) => new Compiler(schema).Compile(schema)!;

    public bool IsAbsentWhenNull(string member) => _members.TryGetValue(member, out var known) && known.IsAbsentWhenNull;

    /// <summary>What is known of the members inside a member; null when nothing is.</summary>
    public OptionalMembers? Inside(string member) => _members.TryGetValue(member, out var known) ? known.Inside : OfOthers;

    /// <summary>Every schema becomes one node, so that schemas that refer to each other, or to themselves, end.</summary>
    private sealed class Compiler(JsonObject root)
    {
        /// <summary>References, or parts of parts, that are followed in a row.</summary>
        private const int MostHops = 16;

        private readonly JsonElement _document = JsonSerializer.SerializeToElement(root);
        private readonly Dictionary<JsonObject, OptionalMembers> _made = new(ReferenceEqualityComparer.Instance);

        public OptionalMembers? Compile(JsonNode? node)
        {
            if (node is not JsonObject schema)
            {
                return null;
            }

            if (!_made.TryGetValue(schema, out var made))
            {
                _made[schema] = made = new OptionalMembers();
                Fill(made, schema, depth: 0);
            }

            return made;
        }

        private void Fill(OptionalMembers made, JsonObject schema, int depth)
        {
            if (depth > MostHops)
            {
                return;
            }

            var required = (schema["required"] as JsonArray)?.OfType<JsonValue>().Select(name => name.ToString()).ToHashSet(StringComparer.Ordinal) ?? [];
            foreach (var (name, member) in schema["properties"] as JsonObject ?? [])
            {
                var before = made._members.GetValueOrDefault(name);
                made._members[name] = (before.IsAbsentWhenNull || (!required.Contains(name) && !AllowsNull(member)), before.Inside ?? Compile(member));
            }

            made.OfItems = Compile(schema["items"]) ?? made.OfItems;
            made.OfOthers = Compile(schema["additionalProperties"]) ?? made.OfOthers;
            foreach (var part in Parts(schema).OfType<JsonObject>())
            {
                Fill(made, part, depth + 1);
            }
        }

        /// <summary>Schemas that hold for the same value: whatever they name, the value may have.</summary>
        private IEnumerable<JsonNode?> Parts(JsonObject schema)
        {
            if (schema[SchemaKeywords.Reference] is JsonValue reference && Follow(reference.ToString()) is { } target)
            {
                yield return target;
            }

            foreach (var part in schema["allOf"] as JsonArray ?? [])
            {
                yield return part;
            }

            // Of alternatives only if there is one besides null: which of several is meant, the value alone cannot say.
            foreach (var keyword in Alternatives)
            {
                if ((schema[keyword] as JsonArray)?.Where(one => !IsNullAlone(one)).Take(2).ToArray() is [var only])
                {
                    yield return only;
                }
            }
        }

        private bool AllowsNull(JsonNode? member) => ValueShape.Of(JsonSerializer.SerializeToElement(member), _document).Types.HasFlag(SchemaTypes.Null);

        /// <summary>Null when the reference leads nowhere in this document, or is no pointer.</summary>
        private JsonNode? Follow(string reference) =>
            reference.StartsWith('#') && JsonPointer.TryParse(Uri.UnescapeDataString(reference[1..]), out var pointer) && pointer.TryEvaluate(root, out var target) ? target : null;

        /// <summary><c>{"type": "null"}</c>, an alternative that says "or nothing".</summary>
        private static bool IsNullAlone(JsonNode? schema) => schema is JsonObject { Count: 1 } only && only["type"] is JsonValue type && type.ToString() == "null";
    }
}
