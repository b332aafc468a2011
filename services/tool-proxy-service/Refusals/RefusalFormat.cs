using FourRunr.Hosting.Errors;

namespace FourRunr.ToolProxy.Refusals;

/// <summary>How a face answers a request that is refused before its endpoint is reached. Paths without one get the problem itself.</summary>
/// <param name="Path">Of the face's endpoints, e.g. <c>/api</c>.</param>
internal sealed record RefusalFormat(PathString Path, Func<ProblemResult, IResult> Write);
