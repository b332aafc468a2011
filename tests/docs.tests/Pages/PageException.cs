namespace FourRunr.Docs.Tests.Pages;

/// <summary>A page that does not hold, with its place: <c>page:line: what is wrong</c>.</summary>
internal sealed class PageException(string page, int line, string problem) : Exception($"{page}:{line}: {problem}");
