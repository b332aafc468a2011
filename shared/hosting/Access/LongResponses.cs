namespace FourRunr.Hosting.Access;

public static class LongResponses
{
    /// <summary>
    /// The endpoint's response may take long. Meanwhile the caller's credential is checked each second, and the response ends within 5 s
    /// after the credential does. A stream of events ends as if it were complete; any other response that has begun is aborted.
    /// </summary>
    public static TBuilder EndsWithCredential<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new LongResponse());
}

/// <summary>Marks such an endpoint.</summary>
internal sealed record LongResponse;
