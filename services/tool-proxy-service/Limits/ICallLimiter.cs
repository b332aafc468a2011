namespace FourRunr.ToolProxy.Limits;

/// <summary>Takes one permit of an agent's bucket, exactly under any concurrency: in this process, or in Redis for all replicas.</summary>
internal interface ICallLimiter
{
    ValueTask<LimitOutcome> TakeAsync(string agentId, RateLimit limit, CancellationToken cancellationToken);
}
