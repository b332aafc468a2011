using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.DeclaredTools.Calls;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.McpServers.Admission;
using FourRunr.ToolProxy.McpServers.Protocol;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.McpServers;

/// <summary>A declared MCP server in use: what it lists, and the actions that its approved tools become.</summary>
/// <param name="definition">Of which <c>Mcp</c> is not null.</param>
/// <param name="version">Of the definition.</param>
internal sealed class McpServer(
    ToolDefinition definition, string version, IMcpServerClient client, CredentialProvider credentials, McpRequestState states)
{
    /// <summary>More than any client could use; a server that lists more is told from one that has gone mad.</summary>
    public const int MostTools = 1000;

    private const int MostPages = 50;
    private const int MaxListBytes = 4 * 1024 * 1024;

    private readonly McpQuestions _questions = new(definition.Mcp!, states);
    private Dictionary<(string Name, string Hash), ToolAction> _actions = [];
    private IReadOnlyList<ToolAction> _methods = [];
    private string _capabilities = "";

    public string Tool => definition.Tool;

    public ToolDefinition Definition => definition;

    public McpSource Source => definition.Mcp!;

    /// <summary>When it last gave its list; null while it never did.</summary>
    public DateTimeOffset? ListedAt { get; private set; }

    /// <summary>Why its last list could not be had; null when it could.</summary>
    public string? Problem { get; private set; }

    /// <returns>Null when it has none to give now: what is known of it stays.</returns>
    public async Task<IReadOnlyList<SeenTool>?> ListAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (tools, problem) = await ReadListAsync(cancellationToken);
        (Problem, ListedAt) = (problem, problem is null ? now : ListedAt);
        return tools;
    }

    public void Forget() => client.Forget();

    /// <summary>Makes actions of the approved tools. One that stays as it is stays the same object.</summary>
    public IReadOnlyList<ToolAction> Offer(IEnumerable<PinnedTool> pins)
    {
        var now = new Dictionary<(string Name, string Hash), ToolAction>();
        // Two tools that would have one name: nobody could say which of them a policy means.
        var approved = pins.Where(pin => pin.State == McpToolState.Approved).GroupBy(pin => pin.Action);
        foreach (var pin in approved.Where(same => same.Count() == 1).Select(same => same.Single()))
        {
            var key = (pin.Name, pin.SeenHash);
            if ((_actions.GetValueOrDefault(key) ?? ToAction(pin)) is { } action)
            {
                now.Add(key, action);
            }
        }

        _actions = now;
        OfferMethods();
        return [.. now.Values, .. _methods.Where(method => now.Values.All(action => action.Name != method.Name))];
    }

    /// <summary>Resources, prompts and completion, if the server has them.</summary>
    private void OfferMethods()
    {
        var capabilities = string.Join(' ', client.Capabilities.Order(StringComparer.Ordinal));
        // A server that is away keeps what it had.
        if (capabilities.Length == 0 || capabilities == _capabilities)
        {
            return;
        }

        _capabilities = capabilities;
        _methods =
        [
            .. McpMethod.All.Where(method => client.Capabilities.Contains(method.Capability)).Select(method => new ToolAction
            {
                Tool = Tool,
                Name = method.Action,
                Version = version,
                Permission = ToolAction.Read,
                Description = method.Description,
                Idempotent = true,
                ParametersSchema = (JsonObject)method.Parameters.Document.DeepClone(),
                Validate = parameters => method.Parameters.Validate(parameters, $"{Tool}.{method.Action}"),
                Adapter = new McpMethodAdapter(definition, client, _questions, method.Method),
                McpMethod = method.Method,
                Times = Source.Times,
            }),
        ];
    }

    private ToolAction? ToAction(PinnedTool pin)
    {
        var tool = JsonNode.Parse(pin.ApprovedDefinition!)!.AsObject();
        var (schema, headers, _) = McpServerSchema.Read(tool["inputSchema"]!.AsObject());
        if (schema is null)
        {
            return null;
        }

        var output = tool["outputSchema"] is JsonObject declared ? McpServerSchema.Read(declared).Schema : null;
        var isRead = Source.IsRead(pin.Action);
        return new ToolAction
        {
            Tool = Tool,
            Name = pin.Action,
            Version = $"{version}.{pin.SeenHash[..12]}",
            Permission = isRead ? ToolAction.Read : ToolAction.Write,
            Description = (string?)tool["description"] ?? (string?)tool["title"] ?? pin.Name,
            Idempotent = isRead,
            ParametersSchema = (JsonObject)schema.Document.DeepClone(),
            Validate = parameters => schema.Validate(parameters, $"{Tool}.{pin.Action}"),
            Adapter = new McpToolAdapter(definition, client, _questions, pin.Name, headers, output),
            OutputSchema = output is not null && McpServerSchema.IsPublishable(output) ? output.Document : null,
            AnswersContent = true,
            Times = Source.Times,
        };
    }

    private async Task<(IReadOnlyList<SeenTool>? Tools, string? Problem)> ReadListAsync(CancellationToken cancellationToken)
    {
        var stored = definition.Credential is null ? null : await credentials.FindAsync(Tool, cancellationToken);
        if (!RequestCredential.Create(definition.Credential, stored).TryGet(out var credential, out var missing))
        {
            return (null, missing);
        }

        var tools = new List<SeenTool>();
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            JsonObject parameters = cursor is null ? [] : new JsonObject { ["cursor"] = cursor };
            var request = new McpRequest(
                "tools/list",
                parameters,
                credential.Header is { } header ? [header] : [],
                stored?.Version ?? "",
                MaxListBytes,
                OnNotification: null);
            var reply = await client.SendAsync(request, cancellationToken);
            if (reply is not McpReply.Result { Value: var result })
            {
                return (null, reply is McpReply.Failure failure ? failure.Detail : $"The server refused to list its tools (JSON-RPC error {((McpReply.Error)reply).Code}).");
            }

            if (!result.TryGetProperty("tools", out var listed) || listed.ValueKind != JsonValueKind.Array)
            {
                return (null, "The server's list of tools is none.");
            }

            tools.AddRange(listed.EnumerateArray().Select(SeenTool.Read).OfType<SeenTool>());
            if (tools.Count > MostTools)
            {
                return (null, $"The server lists more than {MostTools} tools.");
            }

            cursor = result.TryGetProperty("nextCursor", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
            if (cursor is null)
            {
                // A name that is listed twice means nothing.
                return ([.. tools.GroupBy(tool => tool.Name).Where(same => same.Count() == 1).Select(same => same.Single())], null);
            }
        }

        return (null, $"The server's list of tools has more than {MostPages} pages.");
    }
}
