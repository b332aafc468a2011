namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>What the gateway says of itself to servers.</summary>
internal static class McpClientInfo
{
    private static readonly string Version = typeof(McpClientInfo).Assembly.GetName().Version!.ToString(3);

    public static JsonObject ToJson() => new() { ["name"] = "4runr-gateway", ["version"] = Version };
}
