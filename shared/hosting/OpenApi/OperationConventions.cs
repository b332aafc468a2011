using FourRunr.Hosting.Access;

namespace FourRunr.Hosting.OpenApi;

/// <summary>
/// What an endpoint, or a group, says about itself for the OpenAPI document where its signature does not say it. None of this
/// changes what the endpoint does.
/// </summary>
public static class OperationConventions
{
    /// <summary>
    /// Codes that the operation itself refuses with. Those for reading a body or a query, for identifying the caller and for outages
    /// are added by <see cref="OperationRefusals"/>.
    /// </summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder builder, params ErrorKind[] kinds)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RefusalMetadata(kinds));

    /// <summary>The body of refusals, where it is not <see cref="Problem"/> alone.</summary>
    public static TBuilder RefusesAs<TBuilder>(this TBuilder builder, Type body)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RefusalBodyMetadata(body));

    /// <summary>For an operation that the framework treats as anonymous and that identifies its caller itself.</summary>
    /// <param name="access">Constants of <see cref="AccessRole"/>; any of them is enough.</param>
    public static TBuilder IdentifiesCaller<TBuilder>(this TBuilder builder, params string[] access)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new CallerMetadata(access));

    /// <summary>For an operation that reads its body itself.</summary>
    public static TBuilder ReadsBody<TBuilder>(this TBuilder builder, Type body, string contentType = "application/json")
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new BodyMetadata(body, contentType));

    /// <param name="json">A whole body, as a client would send it.</param>
    public static TBuilder WithBodyExample<TBuilder>(this TBuilder builder, string json)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new BodyExampleMetadata(json));

    public static TBuilder ReadsHeaders<TBuilder>(this TBuilder builder, params HeaderDescription[] headers)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequestHeaderMetadata(headers));

    /// <summary>Headers of responses that are no refusals.</summary>
    public static TBuilder ReturnsHeaders<TBuilder>(this TBuilder builder, params HeaderDescription[] headers)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ResponseHeaderMetadata(headers, AlsoOfRefusals: false));

    /// <summary>Headers of all responses.</summary>
    public static TBuilder AlwaysReturnsHeaders<TBuilder>(this TBuilder builder, params HeaderDescription[] headers)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ResponseHeaderMetadata(headers, AlsoOfRefusals: true));
}
