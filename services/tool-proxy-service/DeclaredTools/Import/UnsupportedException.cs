namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>A part of an OpenAPI document has no counterpart in a declared tool. The message is for the operator.</summary>
internal sealed class UnsupportedException(string message) : Exception(message);
