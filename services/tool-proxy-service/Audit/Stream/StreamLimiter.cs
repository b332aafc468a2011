using System.Threading.RateLimiting;

namespace FourRunr.ToolProxy.Audit.Stream;

/// <summary>Limits how many streams an operator may have open at this proxy: each asks the database twice a second.</summary>
internal sealed class StreamLimiter : IDisposable
{
    public const int Most = 10;

    private readonly PartitionedRateLimiter<string> _open = PartitionedRateLimiter.Create<string, string>(operatorId =>
        RateLimitPartition.GetConcurrencyLimiter(operatorId, _ => new ConcurrencyLimiterOptions { PermitLimit = Most }));

    /// <returns>Dispose it when the stream ends; null if the operator has too many.</returns>
    public IDisposable? TryTake(string operatorId) => _open.AttemptAcquire(operatorId) is { IsAcquired: true } slot ? slot : null;

    /// <summary>The refusal of a further stream.</summary>
    public static ProblemResult TooMany(TimeSpan retryAfter) =>
        new(GatewayErrors.RateLimited, $"{Most} streams of this operator are open at this proxy.") { RetryAfter = retryAfter, HowToFix = "Close one of them." };

    public void Dispose() => _open.Dispose();
}
