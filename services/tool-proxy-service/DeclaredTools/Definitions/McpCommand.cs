namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>A program that is an MCP server on its standard input and output.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Environment">All that it has: nothing of the gateway's own environment is passed on.</param>
/// <param name="MemoryMiB">Address space that it may have, where the system can limit it. Default 4096.</param>
internal sealed record McpCommand(string Path, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, int MemoryMiB);
