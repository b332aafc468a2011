using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Outbound;

public sealed class ApiAnswersTests
{
    private const string Secret = "sk-live/4f9a+aa";
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(400, "params_invalid", false, false)]
    [InlineData(404, "params_invalid", false, false)]
    [InlineData(409, "params_invalid", false, false)]
    [InlineData(413, "params_invalid", false, false)]
    [InlineData(422, "params_invalid", false, false)]
    [InlineData(401, "upstream_failed", false, false)]
    [InlineData(403, "upstream_failed", false, false)]
    [InlineData(302, "upstream_failed", false, true)]
    [InlineData(307, "upstream_failed", false, true)]
    [InlineData(402, "upstream_failed", false, false)]
    [InlineData(405, "upstream_failed", false, false)]
    [InlineData(408, "upstream_failed", true, true)]
    [InlineData(429, "tool_busy", true, false)]
    [InlineData(500, "upstream_failed", true, true)]
    [InlineData(502, "upstream_failed", true, true)]
    [InlineData(503, "upstream_failed", true, true)]
    [InlineData(504, "upstream_failed", true, true)]
    public void ToResult_Status_SaysWhoseFaultItIs(int status, string code, bool isTransient, bool mayHaveActed)
    {
        var failure = Fail(Answer(status, "{}"));

        Assert.Equal((code, isTransient, mayHaveActed), (failure.Why.Kind.Code, failure.IsTransient, failure.MayHaveActed));
    }

    [Theory]
    [InlineData("{\"ok\":true}", true)]
    [InlineData("\uFEFF{}", true)]
    [InlineData("", false)]
    [InlineData("<html>", false)]
    [InlineData("{\"a\":1,\"a\":2}", false)]
    [InlineData("null", true)]
    [InlineData("7", true)]
    [InlineData("""{"a":"\ud83d\ude00 \\ud800"}""", true)]
    [InlineData("""{"a":["\ud800"]}""", false)]
    [InlineData("""["\uDC00\uD800"]""", false)]
    [InlineData("""{"a":{"\ud800":1}}""", false)]
    [InlineData("""{"a":1,"\udfff":1}""", false)]
    public void ToResult_Success_DataIfItIsJson(string body, bool isJson)
    {
        var result = Answers().ToResult(Answer(200, body));

        Assert.Equal(isJson, result is ToolResult.Success { Origin: "https://api.example.net" });
        Assert.Equal(!isJson, result is ToolResult.Failure { IsTransient: false, MayHaveActed: true });
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    [InlineData(64, false)]
    public void ToResult_NestedSuccess_DataIfTheGatewaysAnswerCanHoldIt(int levels, bool isData)
    {
        var result = Answers().ToResult(Answer(200, new string('[', levels) + new string(']', levels)));

        Assert.Equal(isData, result is ToolResult.Success);
    }

    [Theory]
    [InlineData("\"\u00ff\"")]
    [InlineData("{\"\u00ff\":1}")]
    [InlineData("{\"a\":[\"\u00c3\"]}")]
    public void ToResult_SuccessIsNotUtf8_Fails(string latin) =>
        Assert.IsType<ToolResult.Failure>(Answers().ToResult(new OutboundResult.Response(200, "https://api.example.net", [], Encoding.Latin1.GetBytes(latin))));

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 1)]
    [InlineData("86400", 300)]
    [InlineData("Mon, 04 May 2026 12:00:30 GMT", 30)]
    [InlineData("Mon, 04 May 2026 11:00:00 GMT", 1)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public void ToResult_Busy_WaitIsTheToolsWithinFiveMinutes(string? retryAfter, int? seconds)
    {
        var failure = Fail(Answer(429, "{}", retryAfter));

        Assert.Equal(seconds, failure.Why.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData("""{"error":{"message":"No such model.","code":"x"}}""", "No such model.")]
    [InlineData("""{"error":"Missing query."}""", "Missing query.")]
    [InlineData("""{"message":"Bad."}""", "Bad.")]
    [InlineData("""{"errors":[{"message":"First."},{"message":"Second."}]}""", "First.")]
    [InlineData("""{"detail":"two\r\nlines\u0000\u2028"}""", "two  lines")]
    [InlineData("""{"error":{"code":7}}""", null)]
    [InlineData("""["text"]""", "text")]
    [InlineData("not json", null)]
    [InlineData("""{"error":"Key sk-live/4f9a+aa may not do that."}""", null)]
    [InlineData("""{"error":"Key sk-live%2F4f9a%2Baa may not do that."}""", null)]
    [InlineData("""{"error":"Basic c2stbGl2ZS80ZjlhK2Fh"}""", null)]
    public void ToResult_CallersFault_ReasonInOneLineWithoutTheCredential(string body, string? reason)
    {
        var detail = Fail(Answer(400, body)).Why.Detail;

        Assert.Equal(reason is null ? "The tool answered with status 400." : $"The tool refused the parameters: {reason}", detail);
    }

    [Fact]
    public void ToResult_LongReason_IsCut() =>
        Assert.InRange(Fail(Answer(400, $$"""{"error":"{{new string('x', 5000)}}"}""")).Why.Detail!.Length, 300, 340);

    [Theory]
    [InlineData(OutboundError.TargetRefused, "tool_not_configured", false)]
    [InlineData(OutboundError.Unreachable, "upstream_failed", false)]
    [InlineData(OutboundError.BrokenOff, "upstream_failed", true)]
    [InlineData(OutboundError.TooLarge, "upstream_failed", true)]
    public void ToResult_NoAnswer_SaysHowFarItGot(object fault, string code, bool mayHaveActed)
    {
        var failure = Assert.IsType<ToolResult.Failure>(Answers().ToResult(new OutboundResult.Failure((OutboundError)fault, "No.")));

        Assert.Equal((code, mayHaveActed), (failure.Why.Kind.Code, failure.MayHaveActed));
    }

    private ApiResponses Answers() => new(_clock);

    private ToolResult.Failure Fail(OutboundResult.Response answer) => Assert.IsType<ToolResult.Failure>(Answers().ToResult(answer, Secret));

    private static OutboundResult.Response Answer(int status, string body, string? retryAfter = null) => new(
        status, "https://api.example.net", retryAfter is null ? [] : [new("retry-after", retryAfter)], Encoding.UTF8.GetBytes(body));
}
