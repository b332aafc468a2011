namespace FourRunr.Hosting.Access;

public static class LongResponses
{
    /// <summary>
    /// The endpoint may answer for long: while it does, the caller's credential is looked at again each second, and the answer ends
    /// within 5 s of the credential's end. A stream of events ends as if it were complete; anything else that has begun breaks off.
    /// </summary>
    public static TBuilder EndsWithCredential<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new LongResponse());
}

/// <summary>What marks such an endpoint.</summary>
internal sealed record LongResponse;
