using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>What came of asking a provider, up to the beginning of its answer.</summary>
internal abstract record ProviderReply : IDisposable
{
    public abstract void Dispose();

    /// <summary>Refusals with usage of credentials that were tried before.</summary>
    public IReadOnlyList<Failed> Refused { get; init; } = [];

    /// <summary>A success; its body is still to be read.</summary>
    /// <param name="Origin">See <see cref="ToolResult.Success"/>.</param>
    /// <param name="Credential">The one that was sent; null for none.</param>
    /// <param name="AskedAt">When it was asked, by the monotonic clock: the time of the whole answer runs since then.</param>
    public sealed record Answer(Stream Body, string Origin, string? ContentType, ToolCredential? Credential, IDisposable Owner, long AskedAt) : ProviderReply
    {
        public bool IsEventStream => ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;

        public override void Dispose() => Owner.Dispose();
    }

    /// <param name="Reason">What another provider may be tried after; none for a fault of the call itself.</param>
    public sealed record Failed(ToolResult.Failure Failure, FallbackReason Reason) : ProviderReply
    {
        /// <summary>Set when the credential is at fault, or used up: how long it is not to be used.</summary>
        public TimeSpan? KeyRest { get; init; }

        /// <summary>Whether the provider is at fault, which its breaker counts.</summary>
        public bool IsProviderFault { get; init; }

        /// <summary>Whether the provider may have begun to work, which it may charge for.</summary>
        public bool MayCost { get; init; }

        /// <summary>What the provider charges for, where it says so although it failed.</summary>
        public ModelUsage? Usage { get; init; }

        public override void Dispose()
        {
        }
    }
}
