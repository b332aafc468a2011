using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Approvals;

/// <summary>Calls that people must approve, through the whole proxy.</summary>
public sealed class ApprovalCallTests
{
    private const string Outside = "\"approvals\":[{\"name\":\"mail-outside\",\"scopes\":[\"gmail_send:send\"],\"when\":{\"to\":{\"not_in\":[\"team@example.com\"]}}}]";
    private const string Approver = "the-approvers-key";
    private const string OtherApprover = "the-other-approvers-key";
    private const string Auditor = "the-auditors-key";

    [Theory, BothBackends]
    public async Task Call_ThatNeedsApproval_IsCarriedOutOnceAfterIt(Backend backend)
    {
        var (gateway, tools, _) = await StartAsync(backend);
        await using var _1 = gateway;

        using var first = await MailAsync(gateway, "ann@example.org");
        var asked = await MustWaitAsync(first);
        Assert.Equal($"/v1/approvals/{asked.ApprovalId}", first.Headers.Location!.ToString());
        Assert.Equal(TimeSpan.FromSeconds(5), first.Headers.RetryAfter!.Delta);
        Assert.Equal(asked.ApprovalId, (await MustWaitAsync(await MailAsync(gateway, "ann@example.org"))).ApprovalId);
        Assert.Equal(0, tools.Calls);
        Assert.Equal("pending", (await OwnAsync(gateway, asked.ApprovalId!)).State.ToWire());

        var decided = await DecideAsync(gateway, asked.ApprovalId!, "approve", Approver);
        Assert.Equal((ApprovalState.Approved, 1), (decided.State, decided.ApprovalsGiven));
        await (await MailAsync(gateway, "ann@example.org")).MustBeOkAsync();
        Assert.Equal(1, tools.Calls);

        var again = await MustWaitAsync(await MailAsync(gateway, "ann@example.org"));
        Assert.NotEqual(asked.ApprovalId, again.ApprovalId);
        Assert.Equal(1, tools.Calls);
        var used = await gateway.Proxy.AdminClient().GetFromJsonAsync<ApprovalResponse>($"/v1/admin/approvals/{asked.ApprovalId}", GatewayJson.Strict);
        Assert.Equal(ApprovalState.Used, used!.State);
        Assert.Equal("ann@example.org", used.Params.GetProperty("to").GetString());
        var record = Assert.Single(await gateway.RecordsAsync("?outcome=ok"));
        Assert.Equal((asked.ApprovalId, used.UsedByCall), (record.ApprovalId, record.CallId));
        Assert.Equal(3, (await gateway.RecordsAsync("?outcome=approval_required")).Count);
        var next = await gateway.Proxy.AdminClient().GetFromJsonAsync<ApprovalResponse>($"/v1/admin/approvals/{again.ApprovalId}", GatewayJson.Strict);
        Assert.Equal(used.UsedAt, next!.LastUsedAt);
    }

    [Fact]
    public async Task Call_TheRuleIsNotAbout_IsNotAsked()
    {
        var (gateway, tools, _) = await StartAsync(Backend.Embedded);
        await using var _1 = gateway;

        await (await MailAsync(gateway, "team@example.com")).MustBeOkAsync();
        await (await gateway.SearchAsync()).MustBeOkAsync();

        Assert.Equal(2, tools.Calls);
    }

    [Theory, BothBackends]
    public async Task Approval_OfOneCall_IsNotGoodForAnother(Backend backend)
    {
        var (gateway, tools, _) = await StartAsync(backend);
        await using var _1 = gateway;
        var id = (await MustWaitAsync(await MailAsync(gateway, "ann@example.org"))).ApprovalId!;
        await DecideAsync(gateway, id, "approve", Approver);

        // Another parameter, another agent, another version of the policy.
        Assert.NotEqual(id, (await MustWaitAsync(await MailAsync(gateway, "bob@example.org"))).ApprovalId);
        gateway.Holders["another"] = TestGateway.Agent() with { Sub = "agt_00000000000000000000000000000002" };
        Assert.NotEqual(id, (await MustWaitAsync(await MailAsync(gateway, "ann@example.org", token: "another"))).ApprovalId);
        await (await gateway.Client("another").GetAsync($"/v1/approvals/{id}")).MustBeAsync(GatewayErrors.NotFound);
        gateway.Holders["later"] = TestGateway.Agent() with { Role = "writer" };
        gateway.Decide = question => TestGateway.Constrained(question, Outside) with { PolicyVersion = 4 };
        Assert.NotEqual(id, (await MustWaitAsync(await MailAsync(gateway, "ann@example.org", token: "later"))).ApprovalId);

        Assert.Equal(0, tools.Calls);
        Assert.Equal(ApprovalState.Approved, (await OwnAsync(gateway, id)).State);
    }

    [Theory, BothBackends]
    public async Task Call_FiftyAtOnceAtTwoProxies_OneIsCarriedOut(Backend backend)
    {
        var (gateway, tools, configure) = await StartAsync(backend);
        await using var _1 = gateway;
        await using var other = await gateway.StartAnotherProxyAsync(configure);
        await (await MailAsync(gateway, "ann@example.org")).MustBeAsync(GatewayErrors.ApprovalRequired);
        var id = (await MustWaitAsync(await MailAsync(gateway, "ann@example.org"))).ApprovalId!;
        await DecideAsync(gateway, id, "approve", Approver);

        HttpClient[] proxies = [gateway.Client(), other.Client(TestGateway.Token)];
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(index => MailAsync(proxies[index % 2], "ann@example.org")));

        Assert.Equal(1, tools.Calls);
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.All(answers, answer => Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.Conflict]));
    }

    [Theory, BothBackends]
    public async Task Approval_ByTwoPeopleAtOnce_CountsBothAndEachOnce(Backend backend)
    {
        var (gateway, tools, _) = await StartAsync(backend, Outside.Replace("\"name\"", "\"approvers\":2,\"name\"", StringComparison.Ordinal));
        await using var _1 = gateway;
        var id = (await MustWaitAsync(await MailAsync(gateway, "ann@example.org"))).ApprovalId!;

        Assert.Equal(ApprovalState.Pending, (await DecideAsync(gateway, id, "approve", Approver)).State);
        Assert.Equal(1, (await DecideAsync(gateway, id, "approve", Approver)).ApprovalsGiven);
        Assert.Equal(id, (await MustWaitAsync(await MailAsync(gateway, "ann@example.org"))).ApprovalId);
        await DecideAsync(gateway, id, "approve", OtherApprover);
        await (await MailAsync(gateway, "ann@example.org")).MustBeOkAsync();
        Assert.Equal(1, tools.Calls);

        var next = (await MustWaitAsync(await MailAsync(gateway, "ann@example.org"))).ApprovalId!;
        var both = await Task.WhenAll(DecideAsync(gateway, next, "approve", Approver), DecideAsync(gateway, next, "approve", OtherApprover));
        Assert.Contains(both, answer => answer.State == ApprovalState.Approved);
    }

    [Theory, BothBackends]
    public async Task Denial_IsToldWithItsReason_UntilTheRequestWouldHaveExpired(Backend backend)
    {
        var (gateway, tools, _) = await StartAsync(backend);
        await using var _1 = gateway;
        var id = (await MustWaitAsync(await MailAsync(gateway, "ann@example.org"))).ApprovalId!;

        await DecideAsync(gateway, id, "deny", Approver, "Ask her first.");

        var problem = await (await MailAsync(gateway, "ann@example.org")).MustBeAsync(GatewayErrors.ApprovalDenied);
        Assert.Equal((id, "This call was not approved: Ask her first."), (problem.ApprovalId, problem.Detail));
        Assert.Equal("Ask her first.", (await OwnAsync(gateway, id)).Reason);
        await (await PostAsync(gateway, id, "approve", OtherApprover, null)).MustBeAsync(GatewayErrors.Conflict);
        Assert.Equal(0, tools.Calls);
    }

    [Theory, BothBackends]
    public async Task Call_AfterItsTime_AsksAgain(Backend backend)
    {
        var (gateway, tools, _) = await StartAsync(backend);
        await using var _1 = gateway;

        var first = (await MustWaitAsync(await MailAsync(gateway, "ann@example.org"))).ApprovalId!;
        await AgeAsync("expires_at", first);
        await (await PostAsync(gateway, first, "approve", Approver, null)).MustBeAsync(GatewayErrors.Conflict);
        Assert.Equal(ApprovalState.Expired, (await OwnAsync(gateway, first)).State);
        Assert.Equal(first, (await (await MailAsync(gateway, "ann@example.org")).MustBeAsync(GatewayErrors.ApprovalExpired)).ApprovalId);

        var second = (await MustWaitAsync(await MailAsync(gateway, "ann@example.org"))).ApprovalId!;
        await DecideAsync(gateway, second, "approve", Approver);
        await AgeAsync("use_by", second);
        await (await MailAsync(gateway, "ann@example.org")).MustBeAsync(GatewayErrors.ApprovalExpired);

        var third = (await MustWaitAsync(await MailAsync(gateway, "ann@example.org"))).ApprovalId!;
        await DecideAsync(gateway, third, "deny", Approver);
        await AgeAsync("expires_at", third);
        Assert.NotEqual(third, (await MustWaitAsync(await MailAsync(gateway, "ann@example.org"))).ApprovalId);
        Assert.Equal(0, tools.Calls);

        async Task AgeAsync(string end, string id) => Assert.Equal(1, await gateway.Proxy.Services.GetRequiredService<Database>().ExecuteAsync(
            $"UPDATE approvals SET {end} = @past WHERE approval_id = @id",
            new { past = TimeProvider.System.GetUtcNow() - TimeSpan.FromMilliseconds(1), id },
            CancellationToken.None));
    }

    [Theory, BothBackends]
    public async Task Call_WithAKey_ReplaysWithoutAnotherApproval(Backend backend)
    {
        var (gateway, tools, _) = await StartAsync(backend);
        await using var _1 = gateway;
        var id = (await MustWaitAsync(await MailAsync(gateway, "ann@example.org", key: "one"))).ApprovalId!;
        await DecideAsync(gateway, id, "approve", Approver);

        await (await MailAsync(gateway, "ann@example.org", key: "one")).MustBeOkAsync();
        await (await MailAsync(gateway, "ann@example.org", key: "one")).MustBeOkAsync();
        Assert.Equal(1, tools.Calls);
        await MustWaitAsync(await MailAsync(gateway, "ann@example.org", key: "two"));
        Assert.Equal(1, tools.Calls);
    }

    [Theory, BothBackends]
    public async Task ApprovedCall_ThatDidNotReachItsTool_MayBeMadeAgain(Backend backend)
    {
        var (gateway, tools, _) = await StartAsync(backend);
        await using var _1 = gateway;
        var id = (await MustWaitAsync(await MailAsync(gateway, "ann@example.org"))).ApprovalId!;
        await DecideAsync(gateway, id, "approve", Approver);
        tools.Fails = true;

        await (await MailAsync(gateway, "ann@example.org")).MustBeAsync(GatewayErrors.ToolNotConfigured);
        tools.Fails = false;

        Assert.Equal(ApprovalState.Approved, (await OwnAsync(gateway, id)).State);
        await (await MailAsync(gateway, "ann@example.org")).MustBeOkAsync();
        Assert.Equal(ApprovalState.Used, (await OwnAsync(gateway, id)).State);
    }

    [Fact]
    public async Task Decisions_AreForApproversAndAdmins_AndSayWhyWhereAsked()
    {
        var (gateway, _, _) = await StartAsync(Backend.Embedded, Outside.Replace("\"name\"", "\"reason_required\":true,\"name\"", StringComparison.Ordinal));
        await using var _1 = gateway;
        var id = (await MustWaitAsync(await MailAsync(gateway, "ann@example.org"))).ApprovalId!;

        await (await PostAsync(gateway, id, "approve", Auditor, "x")).MustBeAsync(GatewayErrors.AccessDenied);
        await (await PostAsync(gateway, id, "approve", TestGateway.Token, "x")).MustBeAsync(GatewayErrors.AccessDenied);
        await (await PostAsync(gateway, "apr_00000000000000000000000000000000", "approve", Approver, "x")).MustBeAsync(GatewayErrors.NotFound);
        var missing = await (await PostAsync(gateway, id, "approve", Approver, null)).MustBeAsync(GatewayErrors.ParamsInvalid);
        Assert.Equal(["reason"], missing.Errors!.Keys);
        Assert.Equal("It is fine.", Assert.Single((await DecideAsync(gateway, id, "approve", Approver, "It is fine.")).Votes).Reason);
        var page = await gateway.Proxy.Client(Auditor).GetFromJsonAsync<Page<ApprovalResponse>>("/v1/admin/approvals?state=approved", GatewayJson.Strict);
        Assert.Equal(id, Assert.Single(page!.Items).ApprovalId);
        Assert.Empty((await gateway.Proxy.Client(Auditor).GetFromJsonAsync<Page<ApprovalResponse>>("/v1/admin/approvals?state=pending", GatewayJson.Strict))!.Items);
    }

    [Fact]
    public async Task Requests_OfOneAgent_AreBounded()
    {
        var (gateway, _, _) = await StartAsync(Backend.Embedded, arguments: ["--Approvals:MaxPendingPerAgent=2"]);
        await using var _1 = gateway;

        await MustWaitAsync(await MailAsync(gateway, "a@example.org"));
        await MustWaitAsync(await MailAsync(gateway, "b@example.org"));
        await (await MailAsync(gateway, "c@example.org")).MustBeAsync(GatewayErrors.ApprovalsFull);
        await MustWaitAsync(await MailAsync(gateway, "a@example.org"));
    }

    [Theory, BothBackends]
    public async Task Rows_ThatWait_ShowNothingOfTheCall(Backend backend)
    {
        const string Canary = "canary-77f1a0";
        var (gateway, _, _) = await StartAsync(backend);
        await using var _1 = gateway;

        await MustWaitAsync(await MailAsync(gateway, $"{Canary}@example.org"));

        var database = gateway.Proxy.Services.GetRequiredService<Database>();
        var stored = await database.QuerySingleOrDefaultAsync<byte[]>("SELECT parameters FROM approvals", values: null, CancellationToken.None);
        Assert.DoesNotContain(Canary, Encoding.Latin1.GetString(stored!), StringComparison.Ordinal);
    }

    private static async Task<(TestGateway Gateway, FailingTools Tools, Action<IServiceCollection> Configure)> StartAsync(
        Backend backend, string constraints = Outside, string[]? arguments = null)
    {
        var tools = new FailingTools();
        var gateway = await TestGateway.StartAsync(backend, arguments ?? [], tools.Use);
        gateway.Decide = question => TestGateway.Constrained(question, constraints);
        gateway.UseAnAgentOfItsOwn();
        gateway.Holders[Approver] = Operator("opr_2", "ada", "approver");
        gateway.Holders[OtherApprover] = Operator("opr_3", "ben", "approver");
        gateway.Holders[Auditor] = Operator("opr_4", "eve", "auditor");
        return (gateway, tools, tools.Use);
    }

    private static IntrospectionResponse Operator(string id, string name, string role) =>
        new() { Active = true, Kind = PrincipalKind.Operator, Sub = id, Name = name, Role = role };

    private static Task<HttpResponseMessage> MailAsync(TestGateway gateway, string to, string token = TestGateway.Token, string? key = null) =>
        MailAsync(gateway.Client(token), to, key);

    private static Task<HttpResponseMessage> MailAsync(HttpClient client, string to, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tools/gmail_send/send") { Content = JsonContent.Create(new { to, subject = "Hello", text = "Good day." }) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return client.SendAsync(request);
    }

    private static Task<Problem> MustWaitAsync(HttpResponseMessage response) => response.MustBeAsync(GatewayErrors.ApprovalRequired);

    private static async Task<ApprovalStatusResponse> OwnAsync(TestGateway gateway, string id) =>
        (await gateway.Client().GetFromJsonAsync<ApprovalStatusResponse>($"/v1/approvals/{id}", GatewayJson.Strict))!;

    private static async Task<ApprovalResponse> DecideAsync(TestGateway gateway, string id, string verb, string key, string? reason = null)
    {
        using var response = await PostAsync(gateway, id, verb, key, reason);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<ApprovalResponse>(GatewayJson.Strict))!;
    }

    private static Task<HttpResponseMessage> PostAsync(TestGateway gateway, string id, string verb, string key, string? reason) =>
        gateway.Proxy.Client(key).PostAsJsonAsync($"/v1/admin/approvals/{id}/{verb}", new { reason });
}
