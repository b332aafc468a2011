namespace FourRunr.Audit;

/// <summary>A place in a chain; without a writer, unknown.</summary>
internal readonly record struct ExportPlace(string? Writer, long Seq);
