using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Resilience;

/// <summary>How a call of a tool ended.</summary>
/// <param name="Attempts">How often the tool was asked; 0 when it was not reached.</param>
internal sealed record ToolAnswer(ToolResult Result, int Attempts);
