namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>
/// The protocol revisions that the gateway speaks. From 2026-07-28 on every request names its revision (modern); earlier ones agree on
/// it by <c>initialize</c> (legacy), of which the gateway keeps nothing.
/// </summary>
internal static class McpVersions
{
    public const string Modern = "2026-07-28";

    /// <summary>The newest revision with a handshake: what a client is offered that asks for one that is not known.</summary>
    public const string NewestLegacy = "2025-11-25";

    /// <summary>Newest first.</summary>
    public static readonly IReadOnlyList<string> All = [Modern, NewestLegacy, "2025-06-18", "2025-03-26"];

    public static bool IsLegacy(string version) => version != Modern && All.Contains(version);
}
