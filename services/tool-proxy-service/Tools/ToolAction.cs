using System.Text.Json;
using System.Text.Json.Nodes;
using FourRunr.ToolProxy.Parameters;

namespace FourRunr.ToolProxy.Tools;

/// <summary>One action of a tool: all that the pipeline needs to know about it.</summary>
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

    /// <summary>Field path (snake_case) to messages; null when the parameters are good. The argument is a JSON object.</summary>
    public required Func<JsonElement, IReadOnlyDictionary<string, string[]>?> Validate { get; init; }

    /// <summary>Parameters that hold URLs, which the domains of a policy are about.</summary>
    public IReadOnlyList<string> UrlParameters { get; init; } = [];

    /// <summary>Parameters whose values call records may keep. Of all others they keep the size only: texts of messages, headers.</summary>
    public IReadOnlyList<string> PlainParameters { get; init; } = [];

    public required IToolAdapter Adapter { get; init; }

    /// <summary>Whether the data are what MCP calls a result of <c>tools/call</c>: content, structuredContent, isError.</summary>
    public bool AnswersContent { get; init; }

    /// <summary>The method of MCP that the action is, other than <c>tools/call</c>; null for a tool.</summary>
    public string? McpMethod { get; init; }

    /// <summary>How long a result may serve equal calls; null: every call asks the tool. Only for actions without side effects.</summary>
    public TimeSpan? CacheFor { get; init; }

    /// <summary>Whether one agent's result may serve another's equal call. Default no.</summary>
    public bool SharesCache { get; init; }

    public ToolTimes Times { get; init; } = new();

    /// <summary>
    /// Names the part of the tool that a call depends on, if a tool has parts that fail on their own (the host of a URL): each part
    /// has a breaker of its own, so that one dead part does not close the others. Null: the tool fails or works as a whole.
    /// </summary>
    public Func<JsonElement, string>? PartitionOf { get; init; }

    public bool HasSideEffects => Permission == Write;
}
