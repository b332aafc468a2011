namespace FourRunr.PolicyEvaluation.Filters;

/// <summary>The response filters of all policies that apply, as one pass over the answer.</summary>
internal sealed class CompiledResponseFilter
{
    private const string Redacted = "[redacted]";
    private const string Withheld = "The tool's answer holds what a policy does not let out.";
    private readonly HashSet<string> _redact;
    private readonly Dictionary<string, int> _truncate;
    private readonly TextFilter[] _block;
    private readonly TextFilter[] _personalData;
    private TextFilter[]? _textFilters;

    public CompiledResponseFilter(IReadOnlyList<PolicyConstraints> policies)
    {
        var filters = policies.Where(policy => policy.ResponseFilters is not null).ToArray();
        _redact = filters.SelectMany(policy => policy.ResponseFilters!.RedactFields ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _truncate = filters.SelectMany(policy => policy.ResponseFilters!.TruncateFields ?? [])
            .GroupBy(field => field.Field, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Min(field => field.MaxLength), StringComparer.OrdinalIgnoreCase);
        _block =
        [
            .. from policy in filters
               from pattern in policy.ResponseFilters!.BlockPatterns ?? []
               select new TextFilter.BlockPattern(pattern, $"response_filters.block_patterns {pattern}", Withheld, policy),
        ];
        // Card numbers before phone numbers: otherwise a part of a card number would count as a phone number.
        _personalData =
        [
            .. policies.SelectMany(policy => policy.Guards?.PiiFilters ?? []).Distinct().OrderDescending()
                .Select(kind => new TextFilter.RedactPersonalData(kind, $"guards.pii_filters {kind.ToWire()}")),
        ];
    }

    /// <summary>There is nothing to filter.</summary>
    public bool IsEmpty => _redact.Count == 0 && _truncate.Count == 0 && _block.Length == 0 && _personalData.Length == 0;

    /// <summary>The same filters one by one, for answers that stream: blocks first, then personal data, then filters by member.</summary>
    public IReadOnlyList<TextFilter> TextFilters => _textFilters ??=
    [
        .. _block,
        .. _personalData,
        .. _redact.Count == 0 ? [] : (TextFilter[])[new TextFilter.ByMember("response_filters.redact_fields")],
        .. _truncate.Count == 0 ? [] : (TextFilter[])[new TextFilter.ByMember("response_filters.truncate_fields")],
    ];

    /// <summary>Blocks first, on the unchanged answer; what passes is redacted and truncated in place.</summary>
    public ConstraintDenial? Apply(ref JsonNode? data)
    {
        if (IsEmpty)
        {
            return null;
        }

        if (_block.Length > 0 && FindBlocked(data) is { } blocked)
        {
            return blocked;
        }

        data = Clean(data, memberName: null);
        return null;
    }

    /// <summary>Loops, for every event of a stream comes here.</summary>
    private ConstraintDenial? FindBlocked(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                for (var i = 0; i < members.Count; i++)
                {
                    var (name, value) = members.GetAt(i);
                    if ((Blocked(name) ?? FindBlocked(value)) is { } denial)
                    {
                        return denial;
                    }
                }

                return null;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (FindBlocked(items[i]) is { } denial)
                    {
                        return denial;
                    }
                }

                return null;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                return Blocked(value.GetValue<string>());
            default:
                return null;
        }
    }

    private ConstraintDenial? Blocked(string text)
    {
        foreach (var filter in _block)
        {
            if (filter.Check(text) is { } denial)
            {
                return denial;
            }
        }

        return null;
    }

    private JsonNode? Clean(JsonNode? node, string? memberName)
    {
        switch (node)
        {
            case JsonObject members:
                for (var i = 0; i < members.Count; i++)
                {
                    var (name, old) = members.GetAt(i);
                    var cleaned = _redact.Contains(name) ? JsonValue.Create(Redacted) : Clean(old, name);
                    if (!ReferenceEquals(old, cleaned))
                    {
                        members.SetAt(i, cleaned);
                    }
                }

                return members;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    var old = items[i];
                    var cleaned = Clean(old, memberName);
                    if (!ReferenceEquals(old, cleaned))
                    {
                        items[i] = cleaned;
                    }
                }

                return items;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                var text = value.GetValue<string>();
                var result = text;
                foreach (var filter in _personalData)
                {
                    result = filter.Clean(result);
                }

                result = Shorten(result, memberName);
                return ReferenceEquals(text, result) ? value : JsonValue.Create(result);
            default:
                return node;
        }
    }

    private string Shorten(string text, string? memberName) =>
        memberName is not null && _truncate.TryGetValue(memberName, out var longest) ? Characters.Cut(text, longest) : text;
}
