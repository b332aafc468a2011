using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.Testing.FakeTools;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Approvals;

/// <summary>
/// Approved calls while a proxy is killed: no mail without its approval, none twice. The long form: APPROVAL_KILLS=100.
/// </summary>
public sealed class KilledApprovalTests
{
    private const int CallsAtOnce = 10;

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("APPROVAL_KILLS") ?? "4", CultureInfo.InvariantCulture);

    [Fact]
    public async Task ApprovedCall_OneProxyIsKilled_IsMadeAtMostOnce()
    {
        await using var gmail = await FakeGmail.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Backend.Cluster, settings: FakeGmail.SettingsFor(gmail));
        using var survivor = Client(gateway.Url, await TokenAsync(gateway));
        using var admin = Client(gateway.Url, TestSecrets.AdminKey);
        for (var kill = 0; kill < Kills; kill++)
        {
            var subject = $"mail {kill}";
            await using var process = await ProxyProcess.StartAsync(gateway);
            using var doomed = Client(process.Url, survivor.DefaultRequestHeaders.Authorization!.Parameter!);
            var approval = (await (await SendAsync(survivor, subject))!.MustBeAsync(GatewayErrors.ApprovalRequired)).ApprovalId!;
            Assert.DoesNotContain(gmail.Log, mail => mail.Marker == subject);
            using (var approved = await admin.PostAsJsonAsync($"/v1/admin/approvals/{approval}/approve", new { }))
            {
                Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
            }

            // Every other time the mail is under way when the process dies; else it dies somewhere before or after.
            var isUnderWay = kill % 2 == 0;
            gmail.Mood = isUnderWay ? ToolMood.Hanging : ToolMood.Well;
            var calls = Enumerable.Range(0, CallsAtOnce).Select(index => SendAsync(kill % 4 < 2 || index % 2 == 0 ? doomed : survivor, subject)).ToArray();
            await (isUnderWay ? Eventually.TrueAsync(() => gmail.Log.Any(mail => mail.Marker == subject), "the mail is under way") : Task.WhenAny(calls));
            await process.KillAsync();
            gmail.Mood = ToolMood.Well;
            var answers = (await Task.WhenAll(calls)).OfType<HttpResponseMessage>().ToArray();
            var last = (await SendAsync(survivor, subject))!;

            var mails = gmail.Log.Count(mail => mail.Marker == subject);
            Assert.InRange(mails, isUnderWay ? 1 : 0, 1);
            Assert.InRange(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), 0, mails);
            Assert.All(answers, answer => Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.Conflict]));
            // Made and known to be: it is asked about anew. Under way or not known: it is neither made again nor asked about.
            Assert.Contains(last.StatusCode, (HttpStatusCode[])[HttpStatusCode.Accepted, HttpStatusCode.Conflict]);
            var used = (await admin.GetFromJsonAsync<ApprovalResponse>($"/v1/admin/approvals/{approval}", GatewayJson.Tolerant))!;
            Assert.Equal(ApprovalState.Used, used.State);
        }
    }

    private static async Task<string> TokenAsync(RunningGateway gateway)
    {
        var agent = await gateway.CreateAgentAsync("engager");
        using var admin = Client(gateway.Url, TestSecrets.AdminKey);
        var spec = new PolicySpec { Approvals = [new ApprovalSpec { Name = "mails", Scopes = ["gmail_send:send"], UseWithin = "1h" }] };
        using var asks = await admin.PostAsJsonAsync("/v1/policies", new PolicyRequest("asks", spec, AgentId: agent.AgentId), GatewayJson.Tolerant);
        Assert.Equal(HttpStatusCode.Created, asks.StatusCode);
        return (await gateway.IssueTokenAsync(agent.AgentId)).Token;
    }

    /// <returns>Null when the connection broke.</returns>
    private static async Task<HttpResponseMessage?> SendAsync(HttpClient client, string subject)
    {
        try
        {
            return await client.PostAsJsonAsync("/v1/tools/gmail_send/send", new { to = "ann@example.com", subject, text = "Only once." });
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static HttpClient Client(Uri url, string token)
    {
#pragma warning disable RS0030 // Talks to the gateway as any outside client would.
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = url };
#pragma warning restore RS0030
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
