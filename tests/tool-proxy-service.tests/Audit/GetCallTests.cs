using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit;

public sealed class GetCallTests
{
    [Theory, BothBackends]
    public async Task GetCall_HasItsRecordAndItsNeighboursInTheChain(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await gateway.SearchAsync();
        await gateway.SendMailAsync();
        await gateway.SearchAsync("garbage");
        var records = await gateway.RecordsAsync();
        var (last, mail, first) = (records[0], records[1], records[2]);

        var found = await GetAsync(gateway, mail.CallId);

        Assert.Equal(("ok", "gmail_send", 3L), (found.Call.Outcome, found.Call.Tool, found.Call.Seq));
        Assert.Equal((mail.Writer, 3L, true), (found.Audit.Writer, found.Audit.Seq, found.Audit.Intact));
        // The mail was announced in the row before.
        Assert.Equal((mail.CallId, last.CallId), (found.Audit.PreviousCallId, found.Audit.NextCallId));
        var (before, after) = (await GetAsync(gateway, first.CallId), await GetAsync(gateway, last.CallId));
        Assert.Equal(new string('0', 64), before.Audit.PreviousHash);
        Assert.Null(before.Audit.PreviousCallId);
        Assert.Equal(mail.CallId, before.Audit.NextCallId);
        Assert.Equal(found.Audit.Hash, after.Audit.PreviousHash);
        Assert.Null(after.Audit.NextCallId);
    }

    [Theory, BothBackends]
    public async Task GetCall_RowThatWasAltered_IsNotIntact(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await gateway.SearchAsync();
        await gateway.SearchAsync();
        var records = await gateway.RecordsAsync();
        const string Alter = "UPDATE audit_entries SET entry = REPLACE(entry, '\"outcome\":\"ok\"', '\"outcome\":\"no\"') WHERE call_id = @CallId";
        await gateway.Proxy.Services.GetRequiredService<Database>().ExecuteAsync(Alter, new { records[0].CallId }, CancellationToken.None);

        Assert.False((await GetAsync(gateway, records[0].CallId)).Audit.Intact);
        Assert.True((await GetAsync(gateway, records[1].CallId)).Audit.Intact);
    }

    [Theory, BothBackends]
    public async Task GetCall_Unknown_404(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        using var client = gateway.Proxy.AdminClient();

        foreach (var id in (string[])[GatewayId.New(GatewayId.Call, TimeProvider.System), "call_1", "x"])
        {
            await (await client.GetAsync($"/v1/admin/calls/{id}")).MustBeAsync(GatewayErrors.NotFound);
        }
    }

    private static async Task<RecordedCallResponse> GetAsync(TestGateway gateway, string callId) =>
        (await gateway.Proxy.AdminClient().GetFromJsonAsync<RecordedCallResponse>($"/v1/admin/calls/{callId}", GatewayJson.Strict))!;
}
