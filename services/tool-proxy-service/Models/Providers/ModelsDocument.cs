namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>What <c>MODELS_FILE</c> says.</summary>
internal sealed record ModelsDocument(IReadOnlyList<ModelProvider> Providers, IReadOnlyList<ModelRoute> Routes);
