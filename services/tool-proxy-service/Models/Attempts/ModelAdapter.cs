using FourRunr.ToolProxy.Models.Providers;
using FourRunr.ToolProxy.Models.Streams;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Attempts;

/// <summary>
/// Asks the providers of a model, one after the other as its route says, until one has begun to answer. From its first byte on the call is that
/// provider's, however it ends.
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
        for (var i = 0; ; i++)
        {
            var candidate = plan.Candidates[i];
            var (result, reason, isMeasured) = await attempts.RunAsync(request, dialect, plan, candidate);
            if (!isMeasured)
            {
                metrics.Answered(dialect, candidate.Provider, plan.Model, clock.GetElapsedTime(started), result.Model?.Usage);
            }

            if ((reason & fallsBackOn) == 0 || i == plan.Candidates.Count - 1 || request.Stream is { HasBegun: true })
            {
                return result;
            }

            Log.FellBack(log, plan.Model, candidate.Provider, reason, plan.Candidates[i + 1].Provider);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The model {Model} is asked of {Next} because {Provider} failed ({Reason}).")]
        public static partial void FellBack(ILogger logger, string model, string provider, FallbackReason reason, string next);
    }
}
