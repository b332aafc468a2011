namespace FourRunr.ToolProxy.Unauthenticated;

/// <summary>Metadata of a forwarded route whose service answers with success only to a valid credential.</summary>
internal sealed record AuthenticatedByBackend;
