using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Json.Schema;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools;

/// <summary>What agents are told of parameters is what they are held to: the published schema, judged by a library, and the gateway's answer agree.</summary>
public sealed class PublishedSchemaTests
{
    private const int Cases = 4000;

    /// <summary>By action the parameters of which code says more than the schema.</summary>
    private static readonly Dictionary<string, string[]> BeyondTheSchema = new()
    {
        ["http_fetch.get"] = ["url", "headers"],
        ["http_fetch.head"] = ["url", "headers"],
        ["openai.complete"] = ["prompt"],
        ["gmail_send.send"] = ["text", "body", "html"],
    };

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "1", "-1", "10.0", "1e1", "0.5", "2", "2.1", "100", "101", "128", "129", "30000", "128000", "128001", "2147483648", "1e30",
        "\"\"", "\" \"", "\"a\"", "\"A\"", "\"a b\"", "\"😀\"", "\"a\\n\"", "\"\\u00a0\"", "\"active\"", "\"text\"", "\"user\"", "\"assistant\"", "\"a@example.org\"", "\"a@b\"",
        "\"https://example.org/\"", "\"https://user@example.org/\"", "[]", "[null]", "[1]", "[-1]", "[\"a\"]", "[\"a\",1]", "[[1],[2]]", "[[]]", "[[\"a\"]]", "[1,2,3,4,5]",
        "[\"a@example.org\",\"b@example.org\"]", "{}", "{\"a\":1}", "{\"A\":\"b\"}", "{\"A b\":\"c\"}", "{\"Host\":\"x\"}", "[{\"role\":\"user\",\"content\":\"x\"}]", "[{\"type\":\"text\"}]",
        "[{\"role\":\"assistant\",\"tool_calls\":[{}]}]", "[{\"role\":\"assistant\"}]",
    ];

    [Fact]
    public async Task Call_EveryCase_TheSchemaAndTheAnswerAgree()
    {
        await using var gateway = await TestGateway.StartAsync();
        var published = (await gateway.Client().GetFromJsonAsync<ToolListResponse>("/v1/tools", GatewayJson.Strict))!.Tools
            .ToDictionary(action => $"{action.Tool}.{action.Action}", action => Judge(action.Parameters.AsObject()));
        Assert.Equal(Parameters.Catalog.Actions.Count, published.Count);

        foreach (var (action, json) in ParameterCases.Good.Select(row => row.Data))
        {
            Assert.True(Fits(published[action], json), $"{action} {json}");
            Assert.True(HttpStatusCode.OK == (await CallAsync(gateway, action, json)).StatusCode, $"{action} {json}");
        }

        foreach (var (action, json, field) in ParameterCases.Bad.Select(row => row.Data))
        {
            Assert.False(Fits(published[action], json), $"{action} {json}");
            await MustBeRefusedAsync(gateway, action, json, field);
        }

        foreach (var (action, json, field) in ParameterCases.BadBeyondTheSchema.Select(row => row.Data))
        {
            Assert.True(Fits(published[action], json), $"{action} {json}");
            Assert.Contains(field, BeyondTheSchema[action]);
            await MustBeRefusedAsync(gateway, action, json, field);
        }
    }

    [Fact]
    public void Validate_RandomValues_AgreesWithTheSchema()
    {
        var random = new Random(20260101);
        var judges = Parameters.Catalog.Actions.ToDictionary(action => $"{action.Tool}.{action.Name}", action => Judge(action.ParametersSchema));
        var names = Parameters.Catalog.Actions.ToDictionary(
            action => $"{action.Tool}.{action.Name}", action => action.ParametersSchema["properties"]!.AsObject().Select(property => property.Key).Append("other").ToArray());
        (string, string)[] seeds = [.. ParameterCases.Good.Select(row => row.Data)];
        var fitting = 0;
        for (var i = 0; i < Cases; i++)
        {
            var (action, seed) = seeds[i % seeds.Length];
            var json = Change(JsonNode.Parse(seed)!.AsObject(), names[action], random).ToJsonString();
            var errors = Parameters.Errors(action, json);
            var fits = Fits(judges[action], json);
            fitting += fits ? 1 : 0;
            Assert.True(
                fits ? errors.Keys.All(field => BeyondTheSchema.GetValueOrDefault(action, []).Contains(field)) : errors.Count > 0,
                $"{action} {json}: the schema {(fits ? "takes" : "refuses")} it; {string.Join("; ", errors.Select(error => $"{error.Key} {error.Value[0]}"))}");
        }

        Assert.InRange(fitting, Cases / 5, Cases * 4 / 5);
    }

    /// <summary>One or two members become others, or go, at the top or further in.</summary>
    private static JsonObject Change(JsonObject parameters, string[] names, Random random)
    {
        for (var changes = random.Next(4) == 0 ? 2 : 1; changes > 0; changes--)
        {
            var inside = parameters.Select(member => member.Value).OfType<JsonArray>().SelectMany(list => list).OfType<JsonObject>().ToList();
            var target = inside.Count > 0 && random.Next(2) == 0 ? inside[random.Next(inside.Count)] : parameters;
            var name = target == parameters ? Pick(names, random) : Pick([.. target.Select(member => member.Key), "content", "role", "tool_calls"], random);
            if (random.Next(6) == 0)
            {
                target.Remove(name);
            }
            else
            {
                target[name] = JsonNode.Parse(Pick(Values, random));
            }
        }

        return parameters;
    }

    private static string Pick(string[] values, Random random) => values[random.Next(values.Length)];

    private static bool Fits(JsonSchema schema, string json) => schema.Evaluate(JsonElement.Parse(json), new EvaluationOptions { OutputFormat = OutputFormat.Flag }).IsValid;

    /// <summary>The library runs patterns of .NET, whose <c>$</c> also matches before a last line break; that of JSON Schema does not.</summary>
    private static JsonSchema Judge(JsonObject published)
    {
        var schema = published.DeepClone();
        MendPatterns(schema);
        return JsonSchema.Build(JsonSerializer.SerializeToElement(schema), new BuildOptions { SchemaRegistry = new SchemaRegistry(), Dialect = Dialect.Draft202012 });
    }

    private static void MendPatterns(JsonNode? node)
    {
        foreach (var part in node is JsonObject schema ? schema.Select(member => member.Value).ToList() : node is JsonArray list ? [.. list] : [])
        {
            MendPatterns(part);
        }

        if (node is JsonObject { } members && members["pattern"] is JsonValue pattern && ((string)pattern!).EndsWith('$'))
        {
            members["pattern"] = $"{((string)pattern!)[..^1]}(?![\\s\\S])";
        }
    }

    private static async Task MustBeRefusedAsync(TestGateway gateway, string action, string json, string field)
    {
        var problem = await (await CallAsync(gateway, action, json)).MustBeAsync(GatewayErrors.ParamsInvalid);
        Assert.True(problem.Errors!.Keys.SequenceEqual([field]), $"{action} {json}: {string.Join(", ", problem.Errors.Keys)}");
    }

    private static Task<HttpResponseMessage> CallAsync(TestGateway gateway, string action, string json) =>
        gateway.CallAsync(action.Replace('.', '/'), json);
}
