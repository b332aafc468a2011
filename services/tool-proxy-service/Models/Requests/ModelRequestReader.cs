using FourRunr.ToolProxy.Schemas;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Requests;

/// <summary>
/// Reads of a request what rules, costs and the way to a provider depend on. A member that is null counts as absent. Members that are read are
/// checked, because a provider might read them in another way than the gateway; what the gateway does not know, it does not judge.
/// </summary>
internal sealed class ModelRequestReader
{
    private const int LongestModel = 256;
    private const int MostTokens = 10_000_000;
    private const int MostChoices = 128;

    private readonly JsonElement _body;
    private readonly ParameterErrors _errors = new();
    private string? _unpriced;
    private bool _isUnbounded;

    private ModelRequestReader(JsonElement body) => _body = body;

    /// <returns>What is wrong, by field path; null when the request is good.</returns>
    public static IReadOnlyDictionary<string, string[]>? Validate(ModelDialect dialect, JsonElement body)
    {
        if (!StrictJson.IsUnicode(body))
        {
            return new Dictionary<string, string[]> { ["body"] = ["has text that is not valid Unicode"] };
        }

        var reader = new ModelRequestReader(body);
        reader.Read(dialect);
        return reader._errors.Any ? reader._errors.ToDictionary() : null;
    }

    /// <param name="body">Valid by <see cref="Validate"/>.</param>
    public static ModelRequest Of(ModelDialect dialect, JsonElement body) => new ModelRequestReader(body).Read(dialect);

    private ModelRequest Read(ModelDialect dialect) => dialect switch
    {
        ModelDialect.ChatCompletions => ReadChat(),
        ModelDialect.Responses => ReadResponses(),
        ModelDialect.Embeddings => ReadEmbeddings(),
        _ => ReadMessages(isCount: dialect == ModelDialect.CountTokens),
    };

    private ModelRequest ReadChat()
    {
        Demand("messages", JsonValueKind.Array);
        LookInto("messages");
        var tools = ServerTools(isClients: type => type is "function" or "custom");
        if (Find("web_search_options") is not null)
        {
            tools.Add("web_search");
        }

        if (Find("audio") is not null || Find("modalities") is { ValueKind: JsonValueKind.Array } kinds && kinds.EnumerateArray().Any(kind => !IsText(kind, "text")))
        {
            _unpriced ??= "audio";
        }

        var asked = (Cap("max_completion_tokens"), Cap("max_tokens"));
        return Finish(tools) with
        {
            Streams = Flag("stream"),
            WantsUsage = Find("stream_options") is { } options && Member(options, "stream_options.include_usage", "include_usage"),
            OutputCap = asked is ({ } one, { } other) ? Math.Min(one, other) : asked.Item1 ?? asked.Item2,
            Choices = Choices(),
            AsksToReason = Find("reasoning_effort") is { } effort && !IsText(effort, "none"),
        };
    }

    /// <summary>Of completions, which a tool asks for, each prompt is answered for itself, and the best of several may be chosen.</summary>
    private int Choices()
    {
        var each = Math.Max(Number("n", 1, MostChoices) ?? 1, Find("best_of") is { } best && best.TryGetInt32(out var most) ? most : 1);
        return Find("prompt") is { ValueKind: JsonValueKind.Array } prompts && prompts.GetArrayLength() > 0 && prompts[0].ValueKind != JsonValueKind.Number
            ? each * prompts.GetArrayLength()
            : each;
    }

    private ModelRequest ReadResponses()
    {
        LookInto("input");
        if (Flag("background"))
        {
            _unpriced ??= "background";
        }

        _isUnbounded |= Find("previous_response_id") is not null || Find("conversation") is not null;
        if (Find("prompt") is not null)
        {
            // It may bring tools and any text.
            (_isUnbounded, _unpriced) = (true, _unpriced ?? "prompt");
        }

        return Finish(ServerTools(isClients: type => type is "function" or "custom")) with
        {
            Streams = Flag("stream"),
            OutputCap = Cap("max_output_tokens"),
            AsksToReason = Find("reasoning") is { } reasoning && !(reasoning.ValueKind == JsonValueKind.Object && reasoning.TryGetProperty("effort", out var effort) && IsText(effort, "none")),
        };
    }

    private ModelRequest ReadEmbeddings()
    {
        if (Find("input") is null)
        {
            _errors.Add("input", "is required");
        }

        return Finish([]);
    }

    private ModelRequest ReadMessages(bool isCount)
    {
        Demand("messages", JsonValueKind.Array);
        LookInto("messages");
        LookInto("system");
        var tools = ServerTools(IsAnthropicClients);
        if (Find("mcp_servers") is not null)
        {
            tools.Add("mcp");
        }

        if (Find("container") is not null)
        {
            (_isUnbounded, _unpriced) = (true, _unpriced ?? "container");
        }

        // Both have prices of their own.
        _unpriced ??= Find("speed") is { } speed && !IsText(speed, "standard") ? "speed" : Find("inference_geo") is not null ? "inference_geo" : null;
        return Finish(tools) with
        {
            Streams = !isCount && Flag("stream"),
            OutputCap = Cap("max_tokens"),
            AsksToReason = Find("thinking") is { ValueKind: JsonValueKind.Object } thinking && !(thinking.TryGetProperty("type", out var type) && IsText(type, "disabled")),
        };
    }

    private ModelRequest Finish(List<string> serverTools)
    {
        var model = Text("model") ?? "";
        if (model.Length is 0 or > LongestModel || model.Any(character => character is < '!' or > '~'))
        {
            _errors.Add("model", "must be the name of a model: 1 to 256 visible ASCII characters");
        }

        var tier = Text("service_tier");
        return new ModelRequest
        {
            Model = model,
            ServerTools = serverTools,
            HasTools = Find("tools") is not null || Find("functions") is not null || serverTools.Count > 0,
            ServiceTier = tier is "auto" or "default" or "standard_only" ? null : tier,
            Unpriced = _unpriced ?? (serverTools.Count > 0 ? $"the tool {serverTools[0]}" : null),
            IsInputUnbounded = _isUnbounded,
        };
    }

    private List<string> ServerTools(Func<string, bool> isClients)
    {
        var found = new List<string>();
        if (Find("tools") is not { } tools)
        {
            return found;
        }

        if (tools.ValueKind != JsonValueKind.Array)
        {
            _errors.Add("tools", "must be an array");
            return found;
        }

        foreach (var (index, tool) in tools.EnumerateArray().Index())
        {
            if (tool.ValueKind != JsonValueKind.Object)
            {
                _errors.Add(string.Create(CultureInfo.InvariantCulture, $"tools[{index}]"), "must be an object");
            }
            else if (!tool.TryGetProperty("type", out var type) || type.ValueKind == JsonValueKind.Null)
            {
                // Messages have tools of the caller without a type; anybody else refuses them.
            }
            else if (type.ValueKind != JsonValueKind.String)
            {
                _errors.Add(string.Create(CultureInfo.InvariantCulture, $"tools[{index}].type"), "must be a string");
            }
            else if (type.GetString() is { } name && !isClients(name))
            {
                found.Add(name);
            }
        }

        return found;
    }

    /// <summary>Tools that the caller carries out itself, also those whose description the provider has.</summary>
    private static bool IsAnthropicClients(string type) => type == "custom"
        || ((string[])["bash_", "text_editor_", "computer_", "memory_"]).Any(known => type.StartsWith(known, StringComparison.Ordinal));

    private void LookInto(string member)
    {
        if (Find(member) is { } content)
        {
            _isUnbounded |= UnboundedContent.IsIn(content);
        }
    }

    private void Demand(string member, JsonValueKind kind)
    {
        if (Find(member)?.ValueKind != kind)
        {
            _errors.Add(member, "is required, as an array");
        }
    }

    private int? Cap(string member) => Number(member, 1, MostTokens);

    private int? Number(string member, int least, int most)
    {
        if (Find(member) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        _errors.Add(member, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}"));
        return null;
    }

    private bool Flag(string member) => Find(member) is not null && Member(_body, member, member);

    private bool Member(JsonElement holder, string path, string member)
    {
        if (holder.ValueKind != JsonValueKind.Object)
        {
            _errors.Add(path, "must be true or false, in an object");
            return false;
        }

        if (!holder.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return false;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            _errors.Add(path, "must be true or false");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    private string? Text(string member)
    {
        if (Find(member) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        _errors.Add(member, "must be a string");
        return null;
    }

    private JsonElement? Find(string member) => _body.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static bool IsText(JsonElement value, string text) => value.ValueKind == JsonValueKind.String && value.ValueEquals(text);
}
