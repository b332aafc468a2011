namespace FourRunr.ToolProxy.Refusals;

/// <summary>The format in which a face answers a request that is refused before its endpoint. Other paths get the problem itself.</summary>
/// <param name="Path">Of the face's endpoints, e.g. <c>/api</c>.</param>
internal sealed record RefusalFormat(PathString Path, Func<ProblemResult, IResult> Write);
