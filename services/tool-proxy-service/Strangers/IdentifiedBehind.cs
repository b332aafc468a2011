namespace FourRunr.ToolProxy.Strangers;

/// <summary>Of a forwarded route: the service behind answers with success only to a credential that it knows.</summary>
internal sealed record IdentifiedBehind;
