using System.IO.Compression;
using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tools;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

/// <summary>What becomes of the answers of a real server that plays an API.</summary>
public sealed class DeclaredAnswerTests : AskedApi
{
    [Theory]
    [InlineData(400, "params_invalid", false, false)]
    [InlineData(401, "upstream_failed", false, false)]
    [InlineData(403, "upstream_failed", false, false)]
    [InlineData(404, "params_invalid", false, false)]
    [InlineData(418, "upstream_failed", false, false)]
    [InlineData(422, "params_invalid", false, false)]
    [InlineData(429, "tool_busy", true, false)]
    [InlineData(500, "upstream_failed", true, true)]
    [InlineData(503, "upstream_failed", true, true)]
    public async Task Call_ApiRefuses_MappedWithoutTheSecret(int status, string code, bool isTransient, bool mayHaveActed)
    {
        Api.Server.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = "7";
            return context.Response.WriteAsJsonAsync(new { error = new { message = $"bad city; key {Canary}" } });
        };

        var failure = Failure(await Api.CallAsync(WithCredential("{in: bearer}"), credential: ApiUnderTest.Secret(Canary)));

        Assert.Equal((code, isTransient, mayHaveActed), (failure.Why.Kind.Code, failure.IsTransient, failure.MayHaveActed));
        Assert.DoesNotContain(Canary, failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(status is 429 or 503 ? TimeSpan.FromSeconds(7) : null, failure.Why.RetryAfter);
    }

    [Fact]
    public async Task Call_ApiSaysWhatIsWrong_CallerHearsIt()
    {
        Api.Server.Say(404, """{"error":"There is no city called Brlin."}""");

        var failure = Failure(await Api.CallAsync(Get));

        Assert.Contains("There is no city called Brlin.", failure.Why.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_Redirect_IsNotFollowed()
    {
        Api.Server.Answer = context =>
        {
            context.Response.Redirect(new Uri(Api.Server.Url, "/elsewhere").ToString());
            return Task.CompletedTask;
        };

        var failure = Failure(await Api.CallAsync(Get));

        Assert.Equal(GatewayErrors.UpstreamFailed, failure.Why.Kind);
        Assert.Single(Api.Server.Received);
    }

    [Theory]
    [InlineData("application/json", """{"a":""")]
    [InlineData("application/json", "<html>Sorry</html>")]
    [InlineData("application/problem+json", "{}{}")]
    [InlineData("application/octet-stream", "\u0000\u0001")]
    [InlineData("image/png", "\u0000PNG")]
    public async Task Call_AnswerThatIsNotWhatItSays_Fails(string type, string body)
    {
        Api.Server.Say(200, body, type);

        var failure = Failure(await Api.CallAsync(Get));

        Assert.Equal((GatewayErrors.UpstreamFailed, false, true), (failure.Why.Kind, failure.IsTransient, failure.MayHaveActed));
    }

    [Theory]
    [InlineData("text/plain; charset=utf-8", "Grüße")]
    [InlineData("text/html", "<html>Sorry</html>")]
    [InlineData("application/xml", "<a/>")]
    public async Task Call_TextAnswer_ComesWithItsType(string type, string body)
    {
        Api.Server.Say(200, body, type);

        var data = Data(await Api.CallAsync(Get))!;

        Assert.Equal((200, type.Split(';')[0], body), ((int)data["status"]!, (string?)data["content_type"], (string?)data["text"]));
    }

    [Theory]
    [InlineData("application/json; charset=iso-8859-1", false)]
    [InlineData("application/json; charset=windows-1252", true)]
    public async Task Call_JsonInAnotherEncodingOrGzipThatIsNotNamed_IsRead(string type, bool isPacked)
    {
        Api.Server.Answer = async context =>
        {
            context.Response.ContentType = type;
            await using Stream body = isPacked ? new GZipStream(context.Response.Body, CompressionLevel.Fastest) : context.Response.Body;
            await body.WriteAsync(Encoding.Latin1.GetBytes("""{"city":"Zürich"}"""));
        };

        Assert.Equal("Zürich", (string?)Data(await Api.CallAsync(Get))!["city"]);
    }

    [Fact]
    public async Task Call_ApiIsBusyAndDoesNotSayHowLong_AskedOnceAndTheCallerIsToldToWait()
    {
        await using var declared = await DeclaredGateway.StartAsync();
        await declared.PostAsync(declared.Weather());
        declared.Api.Answer = context =>
        {
            context.Response.StatusCode = 429;
            return Task.CompletedTask;
        };

        for (var i = 0; i < 15; i++)
        {
            using var response = await declared.CallAsync();

            Assert.Equal((i + 1, HttpStatusCode.ServiceUnavailable), (declared.Api.Received.Count, response.StatusCode));
            Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
            await response.MustBeAsync(GatewayErrors.ToolBusy);
        }
    }

    [Fact]
    public async Task Call_EmptyAnswer_IsItsStatus()
    {
        Api.Server.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        };

        Assert.Equal("""{"status":204}""", Data(await Api.CallAsync(Get))!.ToJsonString());
    }

    [Fact]
    public async Task Call_AnswerBreaksOff_FailsAndMayHaveActed()
    {
        Api.Server.Answer = async context =>
        {
            context.Response.ContentLength = 1000;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"a":1""");
            await context.Response.Body.FlushAsync();
            context.Abort();
        };

        var failure = Failure(await Api.CallAsync(Get));

        Assert.Equal((GatewayErrors.UpstreamFailed, true, true), (failure.Why.Kind, failure.IsTransient, failure.MayHaveActed));
    }

    [Fact]
    public async Task Call_AnswerTooLarge_IsCutOff()
    {
        Api.Server.Say(200, $"\"{new string('x', 5000)}\"");

        var failure = Failure(await Api.CallAsync(Get.TrimEnd() + "\n    max_response_bytes: 2000"));

        Assert.Equal(GatewayErrors.UpstreamFailed, failure.Why.Kind);
        Assert.Contains("2000", failure.Why.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_TargetNotAllowed_NothingIsSent()
    {
        var definition = Definitions.Read(Get) with { BaseUrl = new Uri("http://127.0.0.1:9") };
        using var parameters = System.Text.Json.JsonDocument.Parse("{}");
        var action = Api.Connect(definition).Single();

        var result = await action.Adapter.CallAsync(new ToolRequest { Action = action, Parameters = parameters.RootElement }, CancellationToken.None);

        Assert.Equal(GatewayErrors.ToolNotConfigured, Failure(result).Why.Kind);
    }
}
