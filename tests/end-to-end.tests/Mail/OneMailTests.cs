using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.Testing.FakeTools;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Mail;

/// <summary>One <c>Idempotency-Key</c> is one mail, whatever happens to the gateway meanwhile.</summary>
public sealed class OneMailTests
{
    private const int Sends = 50;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FiftySends_OneProxyIsKilledInTheMiddle_ExactlyOneMail(bool killTheSender)
    {
        await using var gmail = await FakeGmail.StartAsync();
        gmail.Mood = ToolMood.Hanging;
        await using var gateway = await RunningGateway.StartAsync(Backend.Cluster, settings: FakeGmail.SettingsFor(gmail));
        var token = await gateway.IssueTokenAsync((await gateway.CreateAgentAsync("engager")).AgentId);
        await using var process = await ProxyProcess.StartAsync(gateway);
        using var doomed = Client(process.Url, token.Token);
        using var survivor = Client(gateway.Url, token.Token);

        // Whoever is first holds the mail while all the others arrive.
        var first = SendAsync(killTheSender ? doomed : survivor);
        await gmail.First;
        var others = Enumerable.Range(1, Sends - 1).Select(i => SendAsync(i % 2 == 0 ? doomed : survivor)).ToList();
        await process.KillAsync();
        gmail.Mood = ToolMood.Well;
        var answers = await Task.WhenAll([first, .. others]);
        var again = await SendAsync(survivor);

        Assert.Single(gmail.Log);
        Assert.All(answers.OfType<HttpResponseMessage>(), answer =>
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{answer.StatusCode}"));
        if (killTheSender)
        {
            // Nobody knows yet that its owner will never be back.
            await again!.MustBeAsync(GatewayErrors.IdempotencyInFlight);
        }
        else
        {
            Assert.Equal(HttpStatusCode.OK, again!.StatusCode);
            Assert.Equal("true", Assert.Single(again.Headers.GetValues("Idempotency-Replayed")));
        }
    }

    /// <returns>Null when the connection broke.</returns>
    private static async Task<HttpResponseMessage?> SendAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tools/gmail_send/send")
        {
            Content = JsonContent.Create(new { to = "ann@example.com", subject = "Once", text = "Only once." }),
            Headers = { { "Idempotency-Key", "one-mail" } },
        };
        try
        {
            return await client.SendAsync(request);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static HttpClient Client(Uri url, string token)
    {
#pragma warning disable RS0030 // Tests talk to the gateway as any outside client would.
        return new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = url,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
#pragma warning restore RS0030
    }
}
