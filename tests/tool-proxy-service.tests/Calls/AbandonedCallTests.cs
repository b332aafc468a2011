using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.BuiltInTools.OpenAi;
using FourRunr.ToolProxy.Tests.Testing;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Calls;

/// <summary>Whoever hangs up has asked the tool all the same.</summary>
public sealed class AbandonedCallTests
{
    [Fact]
    public async Task Call_CallerHangsUpWhileTheToolIsAsked_CountsAndIsOnRecord()
    {
        var tool = new HeldTool();
        await using var gateway = await TestGateway.StartAsync(configure: services => services.AddSingleton(new ToolCatalog([.. OpenAiTool.Actions(tool)])));
        gateway.Decide = question => TestGateway.Allowed(question) with { Quotas = [new QuotaSpec("*", 1, "1d")] };
        using var caller = new CancellationTokenSource();
        using var client = gateway.Client();

        var call = client.PostAsJsonAsync("/v1/tools/openai/complete", new { model = "m", prompt = "p" }, caller.Token);
        await tool.Asked.WaitAsync(TimeSpan.FromSeconds(20));
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        var record = await gateway.OnlyRecordAsync();
        Assert.Equal(("cancelled", 1), (record.Outcome, record.Attempts));
        Assert.NotNull(record.CountedAt);
        tool.Release();
        var again = await client.PostAsJsonAsync("/v1/tools/openai/complete", new { model = "m", prompt = "p" });
        await again.MustBeAsync(GatewayErrors.QuotaExceeded);
    }

    private sealed class HeldTool : IToolAdapter
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public void Release() => _released.TrySetResult();

        public async Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            await _released.Task.WaitAsync(cancellationToken);
            return ToolResult.Mocked(null);
        }
    }
}
