namespace FourRunr.Docs.Tests.Pages;

/// <summary>A block of a page that is run, left out or saved as a file.</summary>
/// <param name="Line">Of its first fence, from 1.</param>
/// <param name="Output">What the page shows below it; null for nothing.</param>
internal sealed record PageBlock(int Line, string Text, BlockUse Use, ShownOutput? Output);

/// <summary>The output that a page shows below its commands.</summary>
/// <param name="Line">Of its first fence, from 1.</param>
/// <param name="IsJson">Compared member by member; otherwise line by line.</param>
internal sealed record ShownOutput(int Line, string Text, bool IsJson);
