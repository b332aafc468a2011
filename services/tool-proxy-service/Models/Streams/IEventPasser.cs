using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>Decides what of the events that have arrived goes on to the caller, as it is or written anew.</summary>
internal interface IEventPasser : IDisposable
{
    /// <summary>Nothing goes on before the answer is complete.</summary>
    bool HoldsBack { get; }

    /// <summary>The last events, once the answer is complete.</summary>
    ReadOnlyMemory<byte> End { get; }

    /// <summary>Goes through the events that have arrived.</summary>
    Passed Next();
}

/// <summary>What goes on.</summary>
/// <param name="Bytes">Whole events; valid until the next call.</param>
/// <param name="HasMore">More events may have arrived.</param>
/// <param name="Ended">Null while the answer goes on.</param>
/// <param name="Why">Null for an answer that is complete.</param>
/// <param name="Exception">Why a filter failed, for the log.</param>
internal readonly record struct Passed(ReadOnlyMemory<byte> Bytes, bool HasMore, StreamEnd? Ended = null, Refusal? Why = null, Exception? Exception = null);
