using FourRunr.ToolProxy.Identity;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Primitives;

namespace FourRunr.ToolProxy.Calls;

/// <summary>A call as a face received it. Nothing in it is checked yet.</summary>
internal sealed record ToolCall
{
    public required string CorrelationId { get; init; }

    /// <summary>Where the call came from.</summary>
    public required CallerAddress Caller { get; init; }

    public required Credential Credential { get; init; }

    public required string Tool { get; init; }

    public required string Action { get; init; }

    /// <summary>The action of an endpoint that has its own; null: the catalog knows it by its name.</summary>
    public ToolAction? Endpoint { get; init; }

    /// <summary>Null for a caller that waits for the whole answer.</summary>
    public IAnswerStream? Stream { get; init; }

    /// <summary>Called before a model is asked: what is known by then goes into the head of an answer that streams.</summary>
    public Action<CallFacts>? OnAsking { get; init; }

    /// <summary>Null for calls that are not of models.</summary>
    public ModelHeaders? ModelHeaders { get; init; }

    /// <summary>The purpose that the agent states.</summary>
    public string? Intent { get; init; }

    /// <summary>Null for a caller that only waits for the answer.</summary>
    public CallerDialog? Dialog { get; init; }

    /// <summary>The header <c>Idempotency-Key</c>.</summary>
    public StringValues IdempotencyKey { get; init; }

    /// <summary>Reads the parameters, as UTF-8 JSON; called only for calls that policy allows.</summary>
    public required Func<CancellationToken, ValueTask<RefusalOr<ReadOnlyMemory<byte>>>> ReadBody { get; init; }
}
