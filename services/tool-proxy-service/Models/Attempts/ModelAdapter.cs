using FourRunr.ToolProxy.Models.Providers;
using FourRunr.ToolProxy.Models.Streams;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Attempts;

/// <summary>
/// Asks the providers of a model, one after the other as its route says, until one has begun to answer. From the first byte that is passed on the
/// call is that provider's, however it ends. What those before it charge for stays known.
/// </summary>
internal sealed partial class ModelAdapter(ModelDirectory directory, ModelAttempt attempts, ModelMetrics metrics, TimeProvider clock, ILogger<ModelAdapter> log)
    : IToolAdapter
{
    /// <param name="request">Its <see cref="ToolRequest.Model"/> is set.</param>
    /// <param name="cancellationToken">Not used: a call whose caller is gone ends with what it has cost.</param>
    public async Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        if (request is not { Model: { } plan, Action.Dialect: { } dialect })
        {
            throw new ArgumentException("Models are asked by their endpoints.", nameof(request));
        }

        var started = clock.GetTimestamp();
        var fallsBackOn = directory.Find(dialect.Api(), plan.Model)?.FallsBackOn ?? FallbackReason.None;
        IReadOnlyList<FailedAttempt> failed = [];
        for (var i = 0; ; i++)
        {
            var candidate = plan.Candidates[i];
            var (result, reason, isMeasured) = await AskAsync(request, dialect, plan, candidate, failed);
            if (!isMeasured)
            {
                metrics.Answered(dialect, candidate.Provider, plan.Model, clock.GetElapsedTime(started), result.Model?.Usage);
            }

            if ((reason & fallsBackOn) == 0 || i == plan.Candidates.Count - 1 || request.Stream is { HasBegun: true })
            {
                return result;
            }

            failed = [.. result.Model?.FailedAttempts ?? [], FailedAttemptOf(candidate, result)];
            Log.FellBack(log, plan.Model, candidate.Provider, reason, plan.Candidates[i + 1].Provider);
        }
    }

    private async Task<AttemptResult> AskAsync(
        ToolRequest request, ModelDialect dialect, ModelPlan plan, ModelCandidate candidate, IReadOnlyList<FailedAttempt> failed)
    {
        if (failed.Count == 0)
        {
            return await attempts.RunAsync(request, dialect, plan, candidate);
        }

        try
        {
            var attempt = await attempts.RunAsync(request, dialect, plan, candidate);
            return attempt.Result.Model is { } model
                ? attempt with { Result = attempt.Result with { Model = model with { FailedAttempts = [.. failed, .. model.FailedAttempts] } } }
                : attempt;
        }
        catch (DependencyUnavailableException exception)
        {
            // Its credential cannot be read, which has been logged. What the others charge for must not be lost with the exception.
            return new AttemptResult(new ToolResult.Failure(Refusal.Unavailable(exception.Dependency, mayHaveActed: false))
            {
                Model = new ModelAnswer(candidate.Provider, candidate.Model, Usage: null, TimeToFirstByte: null) { FailedAttempts = failed },
            });
        }
    }

    private static FailedAttempt FailedAttemptOf(ModelCandidate candidate, ToolResult result) => new()
    {
        Provider = candidate.Provider,
        ProviderModel = candidate.Model,
        Outcome = (result as ToolResult.Failure)?.Why.Kind.Code ?? GatewayErrors.UpstreamFailed.Code,
        Usage = result.Model?.Usage,
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The model {Model} is asked of {Next} because {Provider} failed ({Reason}).")]
        public static partial void FellBack(ILogger logger, string model, string provider, FallbackReason reason, string next);
    }
}
