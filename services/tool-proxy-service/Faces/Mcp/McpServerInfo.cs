namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>What the gateway says of itself.</summary>
internal static class McpServerInfo
{
    private const string Instructions =
        "Tools behind 4Runr Gateway. A result with isError says in its text why a call was refused and how to fix it: "
        + "read 'how_to_fix', and wait 'retry_after_seconds' before the call is repeated.";

    private static readonly string Version = typeof(McpServerInfo).Assembly.GetName().Version!.ToString(3);

    /// <summary>The answer to <c>initialize</c>: the revision that was asked for if the gateway speaks it, else its newest of that kind.</summary>
    public static McpAnswer Initialize(McpMessage message, IReadOnlySet<string> capabilities) => McpAnswer.Result(message.Id, json =>
    {
        var asked = message.Text("protocolVersion");
        json.WriteString("protocolVersion"u8, asked is not null && McpVersions.IsLegacy(asked) ? asked : McpVersions.NewestLegacy);
        // News of the list comes by a stream that these revisions open with GET, and the gateway has none.
        WriteCapabilities(json, capabilities, listChanged: false);
        WriteInfo(json, "serverInfo");
        json.WriteString("instructions"u8, Instructions);
    });

    public static McpAnswer Discover(McpMessage message, IReadOnlySet<string> capabilities) => McpAnswer.Result(message.Id, json =>
    {
        McpResults.WriteComplete(json);
        json.WriteStartArray("supportedVersions"u8);
        foreach (var version in McpVersions.All)
        {
            json.WriteStringValue(version);
        }

        json.WriteEndArray();
        WriteCapabilities(json, capabilities, listChanged: true);
        WriteMeta(json);
        json.WriteString("instructions"u8, Instructions);
        McpResults.WriteCaching(json);
    });

    public static void WriteMeta(Utf8JsonWriter json)
    {
        json.WriteStartObject("_meta"u8);
        WriteInfo(json, "io.modelcontextprotocol/serverInfo");
        json.WriteEndObject();
    }

    private static void WriteCapabilities(Utf8JsonWriter json, IReadOnlySet<string> others, bool listChanged)
    {
        json.WriteStartObject("capabilities"u8);
        foreach (var other in others)
        {
            json.WriteStartObject(other);
            json.WriteEndObject();
        }

        json.WriteStartObject("tools"u8);
        json.WriteBoolean("listChanged"u8, listChanged);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInfo(Utf8JsonWriter json, string member)
    {
        json.WriteStartObject(member);
        json.WriteString("name"u8, "4runr-gateway"u8);
        json.WriteString("title"u8, "4Runr Gateway"u8);
        json.WriteString("version"u8, Version);
        json.WriteEndObject();
    }
}
