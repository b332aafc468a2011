using FourRunr.Testing.Node;

namespace FourRunr.Mcp.Tests.Node;

/// <summary>What is installed in <c>tests/mcp</c>.</summary>
internal static class McpPackages
{
    public static readonly NodePackages Npm = new("mcp");
}
