using FourRunr.Documents;
using FourRunr.ToolProxy.Schemas;
using FsCheck;
using FsCheck.Fluent;
using Json.Schema;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

/// <summary>Random schemas and values: the gateway's own check, its check of composed schemas and the library by itself agree.</summary>
public sealed class SchemaDifferentialTests
{
    private const int Cases = 500;

    /// <summary>Beyond 2^53 and beyond doubles the library is inexact, so that it is no judge: <see cref="ParameterSchemaTests"/> has these.</summary>
    private static readonly string[] Numbers = ["0", "-0.0", "1", "1.0", "2", "10", "10.0", "1e1", "0.5", "5e-1", "-3", "2.5", "100", "9007199254740992"];

    private static readonly string[] BigNumbers = ["9007199254740993", "9007199254740993.0", "90071992547409930e-1", "123456789012345678901234567890", "0.10000000000000000000001"];
    private static readonly string[] Texts = ["", "a", "ab", "abc", "A", "😀", "😀😀", "ä", "0", "a\n"];
    private static readonly string[] Names = ["a", "b", "c"];

    [Fact]
    public void Check_RandomSchemasAndValues_AgreesWithTheLibrary() => Run(Numbers, (schema, value) => Holds(schema, value) is not { } holds || holds == LibraryHolds(schema, value));

    [Fact]
    public void Check_RandomSchemasAndBigNumbers_SimpleAndComposedAgree() =>
        Run([.. Numbers, .. BigNumbers], (schema, value) => Holds(schema, value) is not { } holds || holds == Holds(new JsonObject { ["allOf"] = new JsonArray(schema.DeepClone()) }, value));

    private static void Run(string[] numbers, Func<JsonNode, JsonNode?, bool> agrees)
    {
        var cases = from seed in Gen.Choose(0, int.MaxValue - 1) select seed;
        Prop.ForAll(cases.ToArbitrary(), seed =>
        {
            var maker = new Maker(new Random(seed), numbers);
            var schema = maker.Schema(depth: 0);
            return Enumerable.Range(0, 8).All(_ =>
            {
                var value = maker.Value(depth: 0);
                return agrees(schema, value) ? true : throw new InvalidOperationException($"{schema.ToJsonString()} and {value?.ToJsonString() ?? "null"}");
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases).WithQuietOnSuccess(true));
    }

    /// <returns>Null for a schema that is refused, e.g. since nothing can fit it.</returns>
    private static bool? Holds(JsonNode schema, JsonNode? value)
    {
        var refused = new DocumentErrors();
        var node = new SchemaReader(refused).Read(JsonSerializer.SerializeToElement(schema), "");
        if (!refused.IsEmpty)
        {
            return null;
        }

        var errors = new ParameterErrors();
        SchemaCheck.Check(node!, JsonSerializer.SerializeToElement(value), path: "value", name: "value", errors);
        return !errors.Any;
    }

    private static bool LibraryHolds(JsonNode schema, JsonNode? value) =>
        JsonSchema.Build(JsonSerializer.SerializeToElement(schema), new BuildOptions { SchemaRegistry = new SchemaRegistry(), Dialect = Dialect.Draft202012 })
            .Evaluate(JsonSerializer.SerializeToElement(value), new EvaluationOptions { OutputFormat = OutputFormat.Flag }).IsValid;

    private sealed class Maker(Random random, string[] numbers)
    {
        public JsonObject Schema(int depth)
        {
            var schema = new JsonObject();
            for (var i = random.Next(0, 4); i >= 0; i--)
            {
                Add(schema, depth);
            }

            // The gateway closes an object that lists its members, unless the schema says otherwise.
            if (schema.ContainsKey("properties"))
            {
                schema.TryAdd("additionalProperties", random.Next(2) == 0);
            }

            return schema;
        }

        public JsonNode? Value(int depth) => random.Next(depth > 2 ? 4 : 6) switch
        {
            0 => null,
            1 => random.Next(2) == 0,
            2 => Number(),
            3 => Pick(Texts),
            4 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth + 1))]),
            _ => new JsonObject(Names.Where(_ => random.Next(2) == 0).Select(name => KeyValuePair.Create(name, Value(depth + 1)))),
        };

        private void Add(JsonObject schema, int depth)
        {
            switch (random.Next(depth > 2 ? 10 : 18))
            {
                case 0:
                    schema["type"] = Pick(["string", "integer", "number", "boolean", "array", "object", "null"]);
                    break;
                case 1:
                    schema["type"] = new JsonArray(Pick(["string", "integer"]), Pick(["null", "array", "number"]));
                    break;
                case 2 when !schema.ContainsKey("const"):
                    schema["enum"] = new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Value(depth + 2))]);
                    break;
                case 3 when !schema.ContainsKey("enum"):
                    schema["const"] = Value(depth + 2);
                    break;
                case 4:
                    schema[random.Next(2) == 0 ? "minimum" : "exclusiveMinimum"] = Number();
                    break;
                case 5 when !schema.ContainsKey("minimum"):
                    schema[random.Next(2) == 0 ? "maximum" : "exclusiveMaximum"] = Number();
                    break;
                case 6:
                    schema[Pick(["minLength", "maxItems", "minProperties"])] = random.Next(3);
                    break;
                case 7:
                    schema["uniqueItems"] = random.Next(2) == 0;
                    break;
                case 8:
                    schema["required"] = new JsonArray(Pick(Names));
                    schema.Remove("properties");
                    break;
                case 9:
                    schema["pattern"] = Pick(["^a", "b", "^[a-z]{2}", "\\d"]);
                    break;
                case 10:
                    schema["items"] = Schema(depth + 1);
                    break;
                case 11 or 12 when !schema.ContainsKey("required"):
                    schema["properties"] = new JsonObject(Names.Where(_ => random.Next(2) == 0).Select(name => KeyValuePair.Create(name, (JsonNode?)Schema(depth + 1))));
                    break;
                case 13:
                    schema["additionalProperties"] = random.Next(2) == 0 ? false : Schema(depth + 1);
                    schema.Remove("required");
                    break;
                case 14:
                    schema[Pick(["anyOf", "oneOf", "allOf"])] = new JsonArray(Schema(depth + 1), Schema(depth + 1));
                    break;
                case 15:
                    schema["not"] = Schema(depth + 1);
                    break;
                case 16:
                    schema["dependentRequired"] = new JsonObject { [Pick(Names)] = new JsonArray(Pick(Names)) };
                    break;
                case 17:
                    schema[Pick(["unevaluatedProperties", "unevaluatedItems", "propertyNames", "contains", "if", "then", "else"])] = Schema(depth + 1);
                    break;
            }
        }

        private JsonNode Number() => JsonNode.Parse(Pick(numbers))!;

        private string Pick(string[] choices) => choices[random.Next(choices.Length)];
    }
}
