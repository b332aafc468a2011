using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>What became of a stream.</summary>
/// <param name="End">The last events, to be sent once the call is on record; after a failure the dialect's error event; empty when the caller is gone.</param>
/// <param name="Bytes">What was sent before.</param>
/// <param name="Usage">The provider's word, or what is known without it.</param>
/// <param name="FirstByte">From the request to the first byte of the answer; null when nothing came.</param>
internal sealed record RelayResult(ReadOnlyMemory<byte> End, long Bytes, ModelUsage Usage, StreamEnd Ended, TimeSpan? FirstByte)
{
    /// <summary>Why the stream failed; null when it was completed or the caller is gone. An answer that has not begun is refused with it.</summary>
    public Refusal? Why { get; init; }
}
