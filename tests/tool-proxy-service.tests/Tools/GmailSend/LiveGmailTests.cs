using System.Buffers.Text;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.BuiltInTools.GmailSend;
using FourRunr.ToolProxy.Tests.Testing;
using FourRunr.ToolProxy.Tools;
using Microsoft.AspNetCore.Http;
using MimeKit;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools.GmailSend;

/// <summary>The real adapter through the whole proxy, against a server that behaves like Google's.</summary>
public sealed class LiveGmailTests : IAsyncDisposable
{
    private const string SendPath = "/gmail/v1/users/me/messages/send";
    private const string RefreshToken = "canary-refresh-token";

    private readonly StandIn _google = new();
    private int _tokens;

    public LiveGmailTests() => _google.Answer = context => context.Request.Path.Value switch
    {
        "/token" => context.Response.WriteAsJsonAsync(new { access_token = $"access-{++_tokens}", expires_in = 3599, token_type = "Bearer" }),
        SendPath => context.Response.WriteAsJsonAsync(new { id = "18c", threadId = "18c", labelIds = new[] { "SENT" } }),
        "/gmail/v1/users/me/profile" => context.Response.WriteAsJsonAsync(
            new { emailAddress = "sales@example.com", messagesTotal = 5, threadsTotal = 3, historyId = "9" }),
        _ => throw new InvalidOperationException(context.Request.Path),
    };

    [Fact]
    public async Task Send_AllFields_OneMessageAsAsked()
    {
        await using var gateway = await StartAsync();

        var answer = await (await gateway.CallAsync("gmail_send/send", """
            {"to":["ann@example.com","bob@example.com"],"cc":"cy@example.com","bcc":"di@example.com","from":"sales@example.com",
             "subject":"Grüße: ☕ für alle","text":"Guten Tag.\n.\nEnde","html":"<p>Guten Tag</p>"}
            """)).MustBeOkAsync();

        Assert.Equal("18c", (string?)answer.Data!["id"]);
        Assert.Equal($"http://127.0.0.1:{_google.Url.Port}", answer.Meta.Origin);
        var sent = Assert.Single(_google.Received, request => request.Path == SendPath);
        Assert.Equal("Bearer access-1", sent.Headers["Authorization"]);
        using var message = Decode(sent);
        Assert.Equal(["ann@example.com", "bob@example.com"], message.To.Mailboxes.Select(mailbox => mailbox.Address));
        Assert.Equal(["cy@example.com"], message.Cc.Mailboxes.Select(mailbox => mailbox.Address));
        Assert.Equal(["di@example.com"], message.Bcc.Mailboxes.Select(mailbox => mailbox.Address));
        Assert.Equal(["sales@example.com"], message.From.Mailboxes.Select(mailbox => mailbox.Address));
        Assert.Equal("Grüße: ☕ für alle", message.Subject);
        Assert.Equal("Guten Tag.\n.\nEnde", message.TextBody!.ReplaceLineEndings("\n"));
        Assert.Equal("<p>Guten Tag</p>", message.HtmlBody!.Trim());
    }

    [Fact]
    public async Task Send_BodyThatLooksLikeHeaders_StaysABody()
    {
        await using var gateway = await StartAsync();

        await (await gateway.CallAsync("gmail_send/send", """
            {"to":"ann@example.com","subject":"x =?utf-8?q?=0D=0ABcc:=20eve@example.com?=","text":"Bcc: eve@example.com\r\n\r\nhi"}
            """)).MustBeOkAsync();

        using var message = Decode(_google.Received.Single(request => request.Path == SendPath));
        Assert.Empty(message.Bcc);
        Assert.Equal(["Date", "MIME-Version", "Subject", "To"], message.Headers.Select(header => header.Field).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("\r\nBcc:", Raw(_google.Received.Single(request => request.Path == SendPath)).Split("\r\n\r\n")[0], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Calls_OneAfterTheOther_AccessTokenIsFetchedOnce()
    {
        await using var gateway = await StartAsync();

        await (await gateway.SendMailAsync()).MustBeOkAsync();
        await (await gateway.CallAsync("gmail_send/profile", "{}")).MustBeOkAsync();

        var fetched = Assert.Single(_google.Received, request => request.Path == "/token");
        Assert.Equal($"grant_type=refresh_token&client_id=id&client_secret=secret&refresh_token={RefreshToken}", fetched.Body);
    }

    [Fact]
    public async Task Send_AccessTokenWithdrawn_FreshOneIsFetchedAndTheMailSent()
    {
        await using var gateway = await StartAsync();
        var google = _google.Answer;
        _google.Answer = context => context.Request.Headers.Authorization == "Bearer access-1"
            ? Refuse(context, 401, "authError", "Invalid Credentials")
            : google(context);

        await (await gateway.SendMailAsync()).MustBeOkAsync();

        Assert.Equal(2, _google.Count("/token"));
    }

    [Theory]
    [InlineData(400, "invalidArgument", "Recipient address required", "params_invalid")]
    [InlineData(401, "authError", "Invalid Credentials", "upstream_failed")]
    [InlineData(403, "insufficientPermissions", "Insufficient Permission", "upstream_failed")]
    [InlineData(403, "userRateLimitExceeded", "User Rate Limit Exceeded", "tool_busy")]
    [InlineData(429, "rateLimitExceeded", "Too many concurrent requests for user", "tool_busy")]
    [InlineData(500, "backendError", "Backend Error", "upstream_failed")]
    [InlineData(503, "backendError", "Backend Error", "upstream_failed")]
    public async Task Send_GoogleRefuses_Told(int status, string reason, string message, string code)
    {
        await using var gateway = await StartAsync();
        var google = _google.Answer;
        _google.Answer = context => context.Request.Path == SendPath ? Refuse(context, status, reason, message) : google(context);

        var problem = await (await gateway.SendMailAsync()).MustBeAsync(GatewayErrors.ByCode[code]);

        // A mail is never tried twice unless the caller gave a key; only a withdrawn token is renewed.
        Assert.Equal(status == 401 ? 2 : 1, _google.Count(SendPath));
        Assert.Equal(status == 400, problem.Detail!.Contains(message, StringComparison.Ordinal));
    }

    /// <summary>Both may come after the mail went out: a redirect from what took it, a 503 from a proxy that lost its server.</summary>
    [Theory]
    [InlineData(302)]
    [InlineData(503)]
    public async Task Send_MayHaveBeenCarriedOut_SentOnceEvenUnderAKey(int status)
    {
        await using var gateway = await StartAsync();
        var google = _google.Answer;
        _google.Answer = context =>
        {
            if (context.Request.Path != SendPath)
            {
                return google(context);
            }

            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };
        using var client = gateway.Client();
        client.DefaultRequestHeaders.Add("Idempotency-Key", "mail-1");
        var mail = new { to = "ann@example.com", subject = "Hello", text = "Good day." };

        var failed = await (await client.PostAsJsonAsync("/v1/tools/gmail_send/send", mail)).MustBeAsync(GatewayErrors.UpstreamFailed);
        await (await client.PostAsJsonAsync("/v1/tools/gmail_send/send", mail)).MustBeAsync(GatewayErrors.OutcomeUnknown);

        Assert.StartsWith("Do not simply repeat the call", failed.HowToFix, StringComparison.Ordinal);
        Assert.Equal(1, _google.Count(SendPath));
    }

    [Fact]
    public async Task Profile_AnswerShowsTheAccessToken_TakenOut()
    {
        await using var gateway = await StartAsync();
        var google = _google.Answer;
        _google.Answer = context => context.Request.Path == "/token"
            ? google(context)
            : context.Response.WriteAsJsonAsync(new { emailAddress = "sales@example.com", sent = context.Request.Headers.Authorization.ToString() });

        var answer = await (await gateway.CallAsync("gmail_send/profile", "{}")).MustBeOkAsync();

        Assert.Equal("Bearer [redacted]", (string?)answer.Data!["sent"]);
    }

    [Fact]
    public async Task Send_StoredAccessTokenThatNoHeaderHolds_NotConfiguredAndNothingIsSent()
    {
        await using var gateway = await StartAsync(["--TOOL_CREDENTIAL:gmail_send:access_token=tökén-of-ours"]);

        await (await gateway.SendMailAsync()).MustBeAsync(GatewayErrors.ToolNotConfigured);

        Assert.Empty(_google.Received);
    }

    [Theory]
    [InlineData("tökén-of-theirs")]
    [InlineData("token\r\nX-Evil: 1")]
    public async Task Send_FetchedAccessTokenThatNoHeaderHolds_NothingIsSent(string token)
    {
        await using var gateway = await StartAsync();
        _google.Answer = context => context.Response.WriteAsJsonAsync(new { access_token = token, expires_in = 3599 });

        await (await gateway.SendMailAsync()).MustBeAsync(GatewayErrors.UpstreamFailed);

        Assert.Equal(0, _google.Count(SendPath));
    }

    /// <summary>The validator lets none of them through; if it did, nothing would have been sent.</summary>
    [Theory]
    [InlineData("a..b@example.org")]
    [InlineData("a@example.org, b@example.org")]
    public void Encode_NoAddress_NoMessage(string address)
    {
        var parameters = JsonSerializer.SerializeToElement(new { to = new[] { address }, subject = "s", text = "t" });
        var mail = new ToolRequest { Action = Parameters.Action("gmail_send.send"), Parameters = parameters };

        Assert.Null(GmailMessage.Encode(mail, DateTimeOffset.UnixEpoch));
    }

    [Theory]
    [InlineData(400, "tool_not_configured")]
    [InlineData(503, "upstream_failed")]
    public async Task Send_NoAccessToken_NothingIsSent(int status, string code)
    {
        await using var gateway = await StartAsync();
        _google.Answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsJsonAsync(new { error = "invalid_grant", error_description = $"Bad {RefreshToken}" });
        };

        var answer = await gateway.SendMailAsync();
        var text = await answer.Content.ReadAsStringAsync();
        await answer.MustBeAsync(GatewayErrors.ByCode[code]);

        Assert.Equal(0, _google.Count(SendPath));
        Assert.DoesNotContain(RefreshToken, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_AnswerBreaksOff_FailsAndIsNotRepeated()
    {
        await using var gateway = await StartAsync();
        var google = _google.Answer;
        _google.Answer = async context =>
        {
            if (context.Request.Path != SendPath)
            {
                await google(context);
                return;
            }

            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"id\":");
            context.Abort();
        };

        await (await gateway.SendMailAsync()).MustBeAsync(GatewayErrors.UpstreamFailed);

        Assert.Equal(1, _google.Count(SendPath));
    }

    [Fact]
    public async Task Send_WithoutCredential_NotConfigured()
    {
        await using var gateway = await StartAsync(credential: []);

        await (await gateway.SendMailAsync()).MustBeAsync(GatewayErrors.ToolNotConfigured);

        Assert.Empty(_google.Received);
    }

    public ValueTask DisposeAsync() => _google.DisposeAsync();

    private async Task<TestGateway> StartAsync(string[]? credential = null)
    {
        await _google.StartAsync();
        return await TestGateway.StartAsync(Backend.Embedded,
        [
            "--UPSTREAM_MODE:gmail_send=live",
            $"--Tools:gmail_send:BaseUrl={_google.Url}",
            $"--Tools:gmail_send:AuthBaseUrl={_google.Url}",
            $"--OUTBOUND_ALLOWED_TARGETS={_google.Url.Authority}",
            .. credential ??
            [
                "--TOOL_CREDENTIAL:gmail_send:client_id=id",
                "--TOOL_CREDENTIAL:gmail_send:client_secret=secret",
                $"--TOOL_CREDENTIAL:gmail_send:refresh_token={RefreshToken}",
            ],
        ]);
    }

    private static Task Refuse(HttpContext context, int status, string reason, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = new { code = status, message, errors = new[] { new { domain = "global", reason, message } } } });
    }

    private static string Raw(ReceivedRequest request) =>
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars((string)JsonNode.Parse(request.Body)!["raw"]!));

    private static MimeMessage Decode(ReceivedRequest request) => MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(Raw(request))));
}
