namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>
/// Passes a provider's stream on to the caller: event by event, unchanged where nothing has to be changed, no faster than the caller reads. The last
/// events are handed back instead, to be sent once the call is on record.
/// </summary>
internal sealed class StreamRelay(ModelMetrics metrics, ILogger<StreamRelay> log)
{
    /// <param name="body">The provider's answer. It is not read beyond its last event, and not closed.</param>
    /// <param name="cancellationToken">The time for the whole call. That the caller goes away is <see cref="Tools.IAnswerStream.CallerGone"/>.</param>
    /// <returns>Always: what a provider, a filter or a caller does is never thrown.</returns>
    public async Task<RelayResult> RunAsync(Stream body, RelayRequest request, CancellationToken cancellationToken)
    {
        await using var run = new RelayRun(body, request, metrics, log, cancellationToken);
        var result = await run.PassAsync();
        metrics.StreamEnded(result.Ended);
        metrics.Answered(request.Dialect, request.Provider, request.Model, run.Elapsed, result.Usage);
        return result;
    }
}
