using FourRunr.ToolProxy.Identity;
using Microsoft.Extensions.Primitives;

namespace FourRunr.ToolProxy.Calls;

/// <summary>A call as it arrived, by whichever door; nothing in it is believed yet.</summary>
internal sealed record ToolCall
{
    public required string CorrelationId { get; init; }

    public required Credential Credential { get; init; }

    public required string Tool { get; init; }

    public required string Action { get; init; }

    /// <summary>What the agent says it is up to.</summary>
    public string? Intent { get; init; }

    /// <summary>The header <c>Idempotency-Key</c>.</summary>
    public StringValues IdempotencyKey { get; init; }

    /// <summary>Reads the parameters off the wire; only calls that may be made get that far.</summary>
    public required Func<CancellationToken, ValueTask<CallBody>> ReadBody { get; init; }
}

/// <summary>The parameters as bytes, or why they could not be read.</summary>
internal readonly record struct CallBody(ReadOnlyMemory<byte> Bytes, Refusal? Refusal = null);
