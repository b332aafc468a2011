using FourRunr.Contracts;

namespace FourRunr.ToolProxy.Audit.Stream;

/// <summary>What a follower of the trail is told, and the position after it: who comes back with that goes on from there.</summary>
internal abstract record StreamEvent(string Position)
{
    public sealed record Call(CallRecordResponse Record, string Position) : StreamEvent(Position);

    /// <summary>Nothing happened, and the connection stands.</summary>
    public sealed record Heartbeat(string Position) : StreamEvent(Position);

    /// <param name="Missing">How many records are not shown; null if that is not known.</param>
    public sealed record Gap(long? Missing, string Position) : StreamEvent(Position);
}
