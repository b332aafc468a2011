using FourRunr.ToolProxy.Tools;

namespace FourRunr.Bench.Micro.Streams;

/// <summary>A caller that takes everything at once.</summary>
internal sealed class DiscardingCaller : IAnswerStream
{
    public CancellationToken CallerGone => CancellationToken.None;

    public bool HasBegun { get; private set; }

    public long Bytes { get; private set; }

    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        HasBegun = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> events, CancellationToken cancellationToken)
    {
        Bytes += events.Length;
        return ValueTask.CompletedTask;
    }
}
