namespace FourRunr.ToolProxy.Tools;

/// <summary>Where an answer goes while it is made. A call without one waits for the whole answer.</summary>
internal interface IAnswerStream
{
    /// <summary>Cancelled when the caller is gone: the tool is to be aborted.</summary>
    CancellationToken CallerGone { get; }

    /// <summary>Whether the caller has the head of the answer: from then on a failure can only be told by an event.</summary>
    bool HasBegun { get; }

    /// <summary>Sends the head of the answer (200), once. Before it a failure is an ordinary refusal.</summary>
    ValueTask BeginAsync(CancellationToken cancellationToken);

    /// <summary>Sends whole events and waits until the connection has taken them.</summary>
    /// <exception cref="OperationCanceledException">The caller is gone.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> events, CancellationToken cancellationToken);
}
