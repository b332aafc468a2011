namespace FourRunr.Hosting.Requests;

/// <summary>Feature of a request that was sent as HEAD, while it is answered as GET.</summary>
/// <param name="Aborted">The caller went away.</param>
public sealed record HeadRequest(CancellationToken Aborted);
