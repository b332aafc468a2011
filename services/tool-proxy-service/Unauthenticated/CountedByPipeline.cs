namespace FourRunr.ToolProxy.Unauthenticated;

/// <summary>Metadata of an endpoint whose 401s the pipeline counts; the middleware does not count them again.</summary>
internal sealed record CountedByPipeline;
