namespace FourRunr.PolicyEvaluation.Filters;

/// <summary>
/// The filters of all policies for requests to models, as one. Blocks look at the request as it came; what passes is redacted. They reach every text
/// (<see cref="RequestTexts"/>), also what the gateway does not know.
/// </summary>
internal sealed class CompiledRequestFilter
{
    private const string Rule = "request_filters";

    /// <summary>In denials, what has no name that may be told.</summary>
    private const string Body = "body";

    /// <summary>Where texts may be sent as the numbers of their tokens, which no filter can read.</summary>
    private static readonly string[] TokenParameters = ["input", "prompt"];

    private readonly TextFilter[] _block;
    private readonly TextFilter[] _redact;
    private readonly PolicyConstraints? _first;

    /// <param name="policies">In the order of their ids.</param>
    public CompiledRequestFilter(IReadOnlyList<PolicyConstraints> policies)
    {
        var filters = policies.Where(policy => policy.RequestFilters is not null).ToArray();
        _first = filters.FirstOrDefault();
        _block =
        [
            .. from policy in filters
               from kind in policy.RequestFilters!.BlockPii ?? []
               select new TextFilter.BlockPersonalData(kind, BlockPiiRule(kind), $"personal data ({kind.ToWire()}) that a policy does not let out", policy),
            .. from policy in filters
               from pattern in policy.RequestFilters!.BlockPatterns ?? []
               select new TextFilter.BlockPattern(pattern, BlockPatternRule(pattern), "what a policy does not let out", policy),
        ];
        _redact =
        [
            // Card numbers before phone numbers: otherwise a part of a card number would count as a phone number.
            .. filters.SelectMany(policy => policy.RequestFilters!.RedactPii ?? []).Distinct().OrderDescending()
                .Select(kind => new TextFilter.RedactPersonalData(kind, $"{Rule}.redact_pii {kind.ToWire()}")),
            .. filters.SelectMany(policy => policy.RequestFilters!.RedactPatterns ?? []).Distinct(StringComparer.Ordinal)
                .Select(pattern => new TextFilter.RedactPattern(pattern, $"{Rule}.redact_patterns {pattern}")),
        ];
    }

    public bool IsEmpty => _first is null;

    public static string BlockPiiRule(PiiKind kind) => $"{Rule}.block_pii {kind.ToWire()}";

    public static string BlockPatternRule(string pattern) => $"{Rule}.block_patterns {pattern}";

    /// <param name="request">A JSON object whose strings are valid Unicode.</param>
    /// <returns>Why the request must not be sent; null when it may, redacted. The denial names the parameter, never its text.</returns>
    public ConstraintDenial? Check(JsonElement request)
    {
        if (_first is null)
        {
            return null;
        }

        foreach (var name in TokenParameters)
        {
            if (request.TryGetProperty(name, out var value) && HoldsTokens(value))
            {
                return new ConstraintDenial(
                    GatewayErrors.GuardDenied, Rule, $"The parameter '{name}' holds tokens instead of text, which the policy's filters cannot read. Send text.", _first);
            }
        }

        if (_block.Length == 0)
        {
            return null;
        }

        foreach (var member in request.EnumerateObject())
        {
            if (RequestTexts.IsModel(member))
            {
                continue;
            }

            if ((At(Body, Find(member.Name)) ?? FindInside(member)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <param name="request">See <see cref="Check"/>.</param>
    /// <returns>The request as it may be sent; null when it stays as it is.</returns>
    public JsonElement? Redact(JsonElement request) => _redact.Length == 0 ? null : RequestTexts.Change(request, Clean);

    private ConstraintDenial? FindInside(JsonProperty member)
    {
        var name = IsPlainName(member.Name) ? member.Name : Body;
        if (member.Value.ValueKind != JsonValueKind.Array)
        {
            return At(name, RequestTexts.First(member.Value, member.Name, isNested: false, Find));
        }

        foreach (var (index, item) in member.Value.EnumerateArray().Index())
        {
            if (RequestTexts.First(item, member.Name, isNested: true, Find) is { } found)
            {
                return At(string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]"), found);
            }
        }

        return null;
    }

    private static ConstraintDenial? At(string place, ConstraintDenial? found) => found is null ? null : found with { Detail = $"The parameter '{place}' holds {found.Detail}." };

    private ConstraintDenial? Find(string text)
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

    private string Clean(string text)
    {
        foreach (var filter in _redact)
        {
            text = filter.Clean(text);
        }

        return text;
    }

    private static bool HoldsTokens(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.Number or JsonValueKind.Array);

    /// <summary>Any other name may itself be what must not be told.</summary>
    private static bool IsPlainName(string name) => name.Length <= 32 && name.All(character => char.IsAsciiLetterLower(character) || character == '_');
}
