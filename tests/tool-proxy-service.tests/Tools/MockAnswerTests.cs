using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools;

public sealed class MockAnswerTests
{
    [Theory]
    [InlineData("serpapi.search", """{"q":"tea","num":3}""", """{"num":3,"q":"t\u0065a"}""", """{"q":"coffee","num":3}""")]
    [InlineData("http_fetch.get", """{"url":"https://example.org/a"}""", """{ "url" : "https://example.org/a" }""", """{"url":"https://example.org/b"}""")]
    [InlineData("http_fetch.head", """{"url":"https://example.org/a"}""", """{ "url" : "https://example.org/a" }""", """{"url":"https://example.org/b"}""")]
    [InlineData("openai.chat", """{"model":"m","input":"a"}""", """{"input":"a","model":"m"}""", """{"model":"m","input":"a","seed":1}""")]
    [InlineData("openai.complete", """{"model":"m","prompt":"a"}""", """{"prompt":"a","model":"m"}""", """{"model":"m","prompt":"b"}""")]
    [InlineData("gmail_send.send", """{"to":"a@example.org","subject":"s","text":"t"}""", """{"text":"t","subject":"s","to":"a@example.org"}""",
        """{"to":"b@example.org","subject":"s","text":"t"}""")]
    public async Task Call_SameParametersSameAnswer_OthersAnother(string action, string json, string same, string other)
    {
        var answer = (await Parameters.AnswerAsync(action, json)).GetRawText();

        Assert.Equal(answer, (await Parameters.AnswerAsync(action, same)).GetRawText());
        Assert.NotEqual(answer, (await Parameters.AnswerAsync(action, other)).GetRawText());
    }

    [Fact]
    public async Task Search_NumAndStart_PageOfTheSameResults()
    {
        var first = await Parameters.AnswerAsync("serpapi.search", """{"q":"tea","num":20}""");
        var second = await Parameters.AnswerAsync("serpapi.search", """{"q":"tea","num":5,"start":10}""");

        Assert.Equal(20, first.GetProperty("organic_results").GetArrayLength());
        Assert.Equal([1, 2, 3, 4, 5], Results(second, "position").Select(position => position.GetInt32()));
        Assert.Equal(
            Results(first, "link").Skip(10).Take(5).Select(link => link.GetString()),
            Results(second, "link").Select(link => link.GetString()));
        Assert.Equal("Success", second.GetProperty("search_metadata").GetProperty("status").GetString());
        Assert.Equal(10, second.GetProperty("search_parameters").GetProperty("start").GetInt32());
    }

    [Fact]
    public async Task Search_BeyondTheLastResult_Empty()
    {
        var answer = await Parameters.AnswerAsync("serpapi.search", """{"q":"tea","start":2147483647}""");

        Assert.Equal(0, answer.GetProperty("organic_results").GetArrayLength());
    }

    [Fact]
    public async Task Fetch_Head_SameHeadersNoBody()
    {
        var get = await Parameters.AnswerAsync("http_fetch.get", """{"url":"https://example.org/<a>"}""");
        var head = await Parameters.AnswerAsync("http_fetch.head", """{"url":"https://example.org/<a>"}""");

        Assert.Equal(get.GetProperty("headers").GetRawText(), head.GetProperty("headers").GetRawText());
        Assert.Equal(200, head.GetProperty("status").GetInt32());
        Assert.Contains("<h1>", get.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.False(head.TryGetProperty("body", out _));
    }

    [Fact]
    public async Task Chat_NAndMaxTokens_Honoured()
    {
        var answer = await Parameters.AnswerAsync(
            "openai.chat", """{"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"text","text":"one two three"}]}],"n":2,"max_tokens":4}""");

        Assert.Equal("chat.completion", answer.GetProperty("object").GetString());
        Assert.Equal("gpt-4o", answer.GetProperty("model").GetString());
        Assert.Equal(["length", "length"], answer.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("finish_reason").GetString()));
        Assert.Equal("assistant", answer.GetProperty("choices")[1].GetProperty("message").GetProperty("role").GetString());
        var usage = answer.GetProperty("usage");
        Assert.Equal((3, 8, 11), (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32(), usage.GetProperty("total_tokens").GetInt32()));
    }

    [Theory]
    [InlineData("\"one\"", 1)]
    [InlineData("[\"one\",\"two\"]", 2)]
    [InlineData("[1,2,3]", 1)]
    [InlineData("[[1],[2],[3]]", 3)]
    public async Task Complete_EveryPrompt_HasItsChoices(string prompt, int prompts)
    {
        var answer = await Parameters.AnswerAsync("openai.complete", $$"""{"model":"m","prompt":{{prompt}},"n":2}""");

        Assert.Equal("text_completion", answer.GetProperty("object").GetString());
        Assert.Equal(Enumerable.Range(0, 2 * prompts), answer.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("index").GetInt32()));
    }

    [Fact]
    public async Task Gmail_Answers_HaveGmailsShape()
    {
        var sent = await Parameters.AnswerAsync("gmail_send.send", """{"to":"a@example.org","subject":"s","text":"t"}""");
        var profile = await Parameters.AnswerAsync("gmail_send.profile", "{}");

        Assert.Matches("^[0-9a-f]{16}$", sent.GetProperty("id").GetString());
        Assert.Equal("SENT", sent.GetProperty("labelIds")[0].GetString());
        Assert.Equal(["emailAddress", "messagesTotal", "threadsTotal", "historyId"], profile.EnumerateObject().Select(property => property.Name));
    }

    private static IEnumerable<JsonElement> Results(JsonElement answer, string field) =>
        answer.GetProperty("organic_results").EnumerateArray().Select(result => result.GetProperty(field));
}
