namespace FourRunr.ToolProxy.Tools;

/// <summary>Actions with addresses of their own, which no list of tools shows: those of models. Policies and tokens are about them too.</summary>
internal sealed record EndpointActions(IReadOnlyList<ToolAction> Actions);
