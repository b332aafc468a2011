using System.Collections.Concurrent;

namespace FourRunr.Testing.ModelProvider;

/// <summary>What the provider charges for: every answer that it began, also one that nobody read to its end.</summary>
public sealed class Bill
{
    private readonly ConcurrentQueue<BilledCall> _calls = new();

    public IReadOnlyList<BilledCall> Calls => [.. _calls];

    internal void Add(BilledCall call) => _calls.Enqueue(call);
}

/// <param name="IsComplete">Whether the answer was sent to its end.</param>
/// <param name="User">Whom the caller named: <c>user</c>, or <c>metadata.user_id</c> of messages; empty if nobody.</param>
public sealed record BilledCall(string Model, long InputTokens, long OutputTokens, bool IsComplete, string User);
