namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>
/// Passes a provider's stream on to the caller: event by event, unchanged where nothing has to be changed, no faster than the caller reads.
/// </summary>
internal sealed class StreamRelay(ModelMetrics metrics)
{
    /// <param name="body">The provider's answer, which the relay reads to its end but does not close.</param>
    /// <param name="cancellationToken">The time for the whole call. The caller's going away is <see cref="Tools.IAnswerStream.CallerGone"/>.</param>
    /// <returns>Always; nothing that a provider, a filter or a caller does is thrown.</returns>
    public Task<RelayResult> RunAsync(Stream body, RelayRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException(metrics.ToString());
}
