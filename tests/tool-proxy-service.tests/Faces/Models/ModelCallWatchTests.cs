using FourRunr.ToolProxy.Faces.Models;
using FourRunr.ToolProxy.Refusals;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Faces.Models;

public sealed class ModelCallWatchTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task EndAsync_BetweenTwoChecks_EndsTheWaitWithoutCancellingIt()
    {
        using var over = new CancellationTokenSource();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _clock);
        using var watching = new ModelCallWatch.Watching(timer, over, WaitAsync(timer, over.Token));

        var why = await watching.EndAsync();

        // A cancelled wait would throw, at the end of every call.
        Assert.Null(why);
        Assert.False(over.IsCancellationRequested);
    }

    [Fact]
    public async Task EndAsync_WhileTheTokenIsChecked_CancelsTheCheck()
    {
        using var over = new CancellationTokenSource();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _clock);
        var checking = new TaskCompletionSource<Refusal?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancelled = over.Token.Register(() => checking.SetResult(null));
        using var watching = new ModelCallWatch.Watching(timer, over, checking.Task);

        Assert.Null(await watching.EndAsync());
    }

    private static async Task<Refusal?> WaitAsync(PeriodicTimer timer, CancellationToken over) =>
        await timer.WaitForNextTickAsync(over) ? throw new InvalidOperationException("No time has passed.") : null;
}
