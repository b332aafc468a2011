namespace FourRunr.WebConsole.Gateway;

/// <summary>What the gateway answered.</summary>
internal abstract record GatewayReply<T>
{
    /// <param name="ETag">For <c>If-Match</c>; null where the answer has none.</param>
    public sealed record Ok(T Value, string? ETag) : GatewayReply<T>;

    /// <summary>It refused, or could not be asked (<c>dependency_unavailable</c>).</summary>
    public sealed record Refused(Problem Problem) : GatewayReply<T>;
}
