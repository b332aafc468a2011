using FourRunr.Contracts;
using FourRunr.ToolProxy.CallRecords;
using FourRunr.ToolProxy.Redaction;
using Xunit;

namespace FourRunr.ToolProxy.Tests.CallRecords;

public sealed class RecordedParametersTests
{
    [Theory]
    [InlineData("serpapi.search", """{"q":"coffee","num":5,"safe":"off"}""", """{"q":"coffee","num":5,"safe":"off"}""")]
    [InlineData("serpapi.search", """{"q":"see https://u:p@h.org/a?t=1 and b"}""", """{"q":"see https://h.org/a?t=[redacted] and b"}""")]
    [InlineData("http_fetch.get", """{"url":"HTTPS://u:p@Example.org:8443/a/b?x=1&y&=z#f","timeout_ms":500}""",
        """{"url":"https://example.org:8443/a/b?x=[redacted]&[redacted]&=[redacted]","timeout_ms":500}""")]
    [InlineData("http_fetch.get", """{"url":"https://h.org/","headers":{"Accept":"text/html","X-Api-Key":"k","Cookie":"c"}}""",
        """{"url":"https://h.org/","headers":{"Accept":"[9 characters]","X-Api-Key":"[redacted]","Cookie":"[redacted]"}}""")]
    [InlineData("http_fetch.get", """{"url":"nonsense"}""", """{"url":"[not a URL]"}""")]
    [InlineData("openai.chat", """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hello"},{"role":"spy","content":[{"type":"text","text":"x"}]}]}""",
        """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"[5 characters]"},{"role":"[3 characters]","content":[{"type":"[4 characters]","text":"[1 characters]"}]}]}""")]
    [InlineData("openai.complete", """{"model":"m","prompt":[1,2],"suffix":"abc","user":"ann","unheard_of":{"a":true,"b":null,"c":1.5}}""",
        """{"model":"m","prompt":["[number]","[number]"],"suffix":"[3 characters]","user":"[3 characters]","unheard_of":{"a":true,"b":null,"c":"[number]"}}""")]
    [InlineData("gmail_send.send", """{"to":["a@b.org"],"subject":"Hi","text":"abc","html":"<p>"}""",
        """{"to":["a@b.org"],"subject":"Hi","text":"[3 characters]","html":"[3 characters]"}""")]
    public void Of_Parameters_KeepsWhatIsHarmless(string action, string parameters, string expected)
    {
        var kept = Of(action, parameters);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), kept), kept.ToJsonString());
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("proxy-authorization")]
    [InlineData("Set-Cookie")]
    [InlineData("PASSWORD")]
    [InlineData("client_secret")]
    [InlineData("accessToken")]
    [InlineData("X-Api-Key")]
    [InlineData("api key")]
    [InlineData("aws.secret.access.key")]
    [InlineData("private_key")]
    public void Of_NameOfASecret_IsRedactedAtAnyDepth(string name)
    {
        var secret = new JsonObject { [name] = new JsonObject { ["value"] = 12345 } };
        var parameters = new JsonObject { ["model"] = new JsonArray(new JsonObject { ["inner"] = secret }) };

        Assert.Equal("[redacted]", (string?)Of("openai.chat", parameters.ToJsonString())["model"]![0]!["inner"]![name]);
    }

    [Theory]
    [InlineData("q")]
    [InlineData("engine")]
    [InlineData("max_length")]
    [InlineData("timeout_ms")]
    [InlineData("monkey")]
    public void Covers_NameOfNoSecret_False(string name) => Assert.False(SecretNames.Covers(name));

    [Fact]
    public void Of_LongString_IsCutBetweenCharacters()
    {
        var text = new string('a', 255) + "😀" + new string('b', 100);

        Assert.Equal(new string('a', 255), (string?)Of("serpapi.search", new JsonObject { ["q"] = text }.ToJsonString())["q"]);
    }

    [Fact]
    public void Of_LongArray_SaysHowManyMore()
    {
        var to = new JsonArray([.. Enumerable.Range(0, 50).Select(i => JsonValue.Create($"{i}@b.org"))]);

        var kept = Of("gmail_send.send", new JsonObject { ["to"] = to }.ToJsonString())["to"]!.AsArray();

        Assert.Equal((21, "19@b.org", "[30 more]"), (kept.Count, (string?)kept[19], (string?)kept[20]));
    }

    [Fact]
    public void Of_MuchAndDeep_StaysBoundedAndCanBeRead()
    {
        JsonNode deep = "x";
        for (var i = 0; i < 28; i++)
        {
            deep = i % 2 == 0 ? new JsonArray(deep) : new JsonObject { ["é"] = deep };
        }

        var parameters = new JsonObject { ["model"] = deep, ["subject"] = 1 };
        for (var i = 0; i < 500; i++)
        {
            parameters[$"{i}" + new string('é', 300)] = new string('ü', 5000);
        }

        var kept = Of("openai.chat", parameters.ToJsonString());

        Assert.InRange(Encoding.UTF8.GetByteCount(kept.ToJsonString()), 3000, RecordedParameters.MaxBytes);
        Assert.NotNull(JsonNode.Parse(kept.ToJsonString(), documentOptions: new JsonDocumentOptions { MaxDepth = GatewayJson.MaxDepth / 2 }));
    }

    [Fact]
    public void Of_ValueThatDoesNotFit_IsLeftOutAndTheRestIsKept()
    {
        var long20 = new JsonArray([.. Enumerable.Range(0, 20).Select(i => JsonValue.Create(new string('a', 250)))]);

        var kept = Of("gmail_send.send", new JsonObject { ["to"] = long20, ["subject"] = "Hi" }.ToJsonString());

        Assert.Equal(("[left out]", "Hi"), ((string?)kept["to"], (string?)kept["subject"]));
    }

    [Fact]
    public void Of_HugeNumber_IsNotKept() =>
        Assert.Equal("[number]", (string?)Of("serpapi.search", $$"""{"num":{{new string('9', 5000)}}}""")["num"]);

    private static JsonObject Of(string action, string parameters) =>
        RecordedParameters.Of(Tests.Tools.Parameters.Action(action), JsonElement.Parse(parameters));
}
