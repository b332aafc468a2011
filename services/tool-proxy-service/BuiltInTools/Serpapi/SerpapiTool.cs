using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools.Serpapi;

/// <summary>Web search through SerpApi.</summary>
internal static class SerpapiTool
{
    public const string Name = "serpapi";

    /// <summary>The engine of a search that names none, as the document says too.</summary>
    public const string DefaultEngine = "google";

    public static IReadOnlyList<ToolAction> Actions(IToolAdapter adapter) => BuiltInTool.Actions(Name, adapter);
}
