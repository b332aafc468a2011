using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Audit.Archive;
using FourRunr.ToolProxy.Audit.Journal;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit;

public sealed class RetentionTests
{
    [Theory, BothBackends]
    public async Task RemoveBefore_WholeDaysGo_TheRestStaysAndIsFound(Backend backend)
    {
        await using var gateway = await TestGateway.StartAsync(backend);
        await (await gateway.SearchAsync()).MustBeOkAsync();
        var today = (await gateway.RecordsAsync()).Single();
        var journal = gateway.Proxy.Services.GetRequiredService<AuditJournal>();
        foreach (var days in (int[])[40, 31, 30])
        {
            var moment = today.OccurredAt.AddDays(-days);
            await journal.AppendAsync(
                today with { Writer = null, Seq = null, CallId = GatewayId.New(GatewayId.Call, moment), OccurredAt = moment }, durable: false);
        }

        Assert.Equal(4, (await gateway.RecordsAsync()).Count);

        var removed = await gateway.Proxy.Services.GetRequiredService<ArchivePartitions>()
            .RemoveBeforeAsync(today.OccurredAt.AddDays(-30), CancellationToken.None);

        Assert.Equal(2, removed);
        Assert.Equal([1L, 4L], (await gateway.RecordsAsync()).Select(record => record.Seq));
        // A late row of a day that is gone makes it again.
        await journal.AppendAsync(
            today with { Writer = null, Seq = null, CallId = GatewayId.New(GatewayId.Call, today.OccurredAt.AddDays(-40)) }, durable: false);
        Assert.Equal(3, (await gateway.RecordsAsync()).Count);
    }
}
