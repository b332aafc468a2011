using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.Tools;

/// <summary>One action of a tool, with everything that the pipeline needs.</summary>
internal sealed record ToolAction
{
    public const string Read = "read";
    public const string Write = "write";

    public required string Tool { get; init; }

    public required string Name { get; init; }

    /// <summary>
    /// Changes when the action is defined anew: decisions and results that were remembered before do not serve any more. Null: never defined anew.
    /// </summary>
    public string? Version { get; init; }

    /// <summary>What a token must permit: <see cref="Read"/> or <see cref="Write"/> (side effects).</summary>
    public required string Permission { get; init; }

    public required string Description { get; init; }

    /// <summary>Whether the tool may safely be asked again when it is not known if the first try arrived.</summary>
    public required bool Idempotent { get; init; }

    /// <summary>JSON Schema (draft 2020-12) of the parameters, for people and agents to read.</summary>
    public required JsonObject ParametersSchema
    {
        get;
        init
        {
            field = value;
            OptionalMembers = OptionalMembers.Of(value);
        }
    }

    /// <summary>What of the parameters counts as absent when it is null, by the schema.</summary>
    public OptionalMembers OptionalMembers { get; private init; } = null!;

    /// <summary>Field path to messages; null when the parameters are good. The argument is a JSON object.</summary>
    public required Func<JsonElement, IReadOnlyDictionary<string, string[]>?> Validate { get; init; }

    /// <summary>Parameters that hold URLs, which the domains of a policy are about.</summary>
    public IReadOnlyList<string> UrlParameters { get; init; } = [];

    /// <summary>Parameters whose values call records may keep. Of all others (texts of messages, headers) they keep only the size.</summary>
    public IReadOnlyList<string> PlainParameters { get; init; } = [];

    public required IToolAdapter Adapter { get; init; }

    /// <summary>JSON Schema (draft 2020-12) that the data's <c>structuredContent</c> fits, unless a policy's filters change it; null: none is known.</summary>
    public JsonObject? OutputSchema { get; init; }

    /// <summary>Whether the data are what MCP calls a result of <c>tools/call</c>: content, structuredContent, isError.</summary>
    public bool AnswersContent { get; init; }

    /// <summary>The method of MCP that the action is, other than <c>tools/call</c>; null for a tool.</summary>
    public string? McpMethod { get; init; }

    /// <summary>The dialect of a model's endpoint, which has an address of its own and is no tool to list; null for all other actions.</summary>
    public ModelDialect? Dialect { get; init; }

    /// <summary>The parameter that names a model, which the rules of policies about models hold for too; null for all other actions.</summary>
    public string? ModelParameter { get; init; }

    /// <summary>How long a result may serve equal calls; null: every call asks the tool. Only for actions without side effects.</summary>
    public TimeSpan? CacheFor { get; init; }

    /// <summary>Whether one agent's result may serve another's equal call. Default no.</summary>
    public bool SharesCache { get; init; }

    public ToolTimes Times { get; init; } = new();

    /// <summary>
    /// Names the part of the tool that a call depends on (the host of a URL), if parts can fail independently: each part
    /// has its own circuit breaker, so that a failing part does not block the others. Null: the tool is one part.
    /// </summary>
    public Func<JsonElement, string>? PartitionOf { get; init; }

    /// <returns>The model that a call asks for; null for an action that asks for none.</returns>
    public string? ModelOf(JsonElement parameters) =>
        ModelParameter is { } name && parameters.TryGetProperty(name, out var model) && model.ValueKind == JsonValueKind.String ? model.GetString() : null;

    public bool HasSideEffects => Permission == Write;
}
