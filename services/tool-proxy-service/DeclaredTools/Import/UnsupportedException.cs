namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>A part of an OpenAPI document cannot become part of a declared tool. The message is shown to the operator.</summary>
internal sealed class UnsupportedException(string message) : Exception(message);
