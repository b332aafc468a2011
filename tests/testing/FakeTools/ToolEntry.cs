namespace FourRunr.Testing.FakeTools;

/// <summary>A request that a tool took.</summary>
/// <param name="Marker">By what its caller knows it: the subject of a mail, the words of a search.</param>
public sealed record ToolEntry(string Marker, DateTimeOffset At);
