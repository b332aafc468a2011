namespace FourRunr.Hosting.OpenApi;

internal sealed record RefusalMetadata(IReadOnlyList<ErrorKind> Kinds);

internal sealed record RefusalBodyMetadata(Type Body);

internal sealed record CallerMetadata(IReadOnlyList<string> Access);

internal sealed record BodyMetadata(Type Body, string ContentType);

internal sealed record BodyExampleMetadata(string Json);

internal sealed record RequestHeaderMetadata(IReadOnlyList<HeaderDescription> Headers);

/// <param name="AlsoOfRefusals">False: only responses that are no refusals have them.</param>
internal sealed record ResponseHeaderMetadata(IReadOnlyList<HeaderDescription> Headers, bool AlsoOfRefusals);

/// <summary>An endpoint without a handler method, such as a health check, which the framework cannot describe.</summary>
/// <param name="Answer">Of a 200, and of a 503 too if <paramref name="MayBeUnavailable"/>.</param>
internal sealed record PlainOperation(
    string Id, string Summary, string Tag, Type Answer, string ContentType = "application/json", bool MayBeUnavailable = false);
