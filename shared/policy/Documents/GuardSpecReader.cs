using FourRunr.PolicyEvaluation.Guards;

namespace FourRunr.PolicyEvaluation.Documents;

/// <summary>Reads the <c>guards</c> of a policy.</summary>
internal static class GuardSpecReader
{
    private const int MostDomains = 256;
    private const int MostScopes = 64;
    private const int MostPaths = 64;
    private const int MostValues = 256;

    public static GuardSpec Read(ObjectReader reader) => new()
    {
        MaxRequestBytes = (int?)reader.WholeNumber("max_request_bytes", 1, 1024 * 1024),
        MaxResponseBytes = (int?)reader.WholeNumber("max_response_bytes", 1, 32 * 1024 * 1024),
        MaxCacheAge = ReadCacheAge(reader),
        AllowedDomains = reader.Texts("allowed_domains", MostDomains, ComplainOfDomain),
        BlockedDomains = reader.Texts("blocked_domains", MostDomains, ComplainOfDomain),
        Params = reader.Map("params", MostScopes, PolicySpecReader.ComplainOfScope, (rules, path) => reader.ReadMap(
            rules.Value, path, MostPaths, ComplainOfPath, (rule, at) => reader.ReadItem(rule.Value, at, ReadRule))),
        PiiFilters = FilterSpecReader.ReadKinds(reader, "pii_filters"),
    };

    /// <summary>Parameter paths with their rules.</summary>
    public static IReadOnlyDictionary<string, ParameterRule>? ReadRules(ObjectReader reader, string member) =>
        reader.Map(member, MostPaths, ComplainOfPath, (rule, at) => reader.ReadItem(rule.Value, at, ReadRule));

    private static string? ReadCacheAge(ObjectReader reader)
    {
        const string Member = "max_cache_age";
        var text = reader.Text(Member, maxLength: 10);
        if (text is not null && (!GatewayDuration.TryParse(text, out var age) || age > TimeSpan.FromDays(31)))
        {
            reader.Complain(Member, "must be a duration from '0s' (never from a cache) to '31d'");
        }

        return text;
    }

    private static ParameterRule ReadRule(ObjectReader reader)
    {
        var rule = new ParameterRule
        {
            In = reader.Items<JsonNode>("in", MostValues, (item, path) => ReadScalar(reader, item, path)),
            NotIn = reader.Items<JsonNode>("not_in", MostValues, (item, path) => ReadScalar(reader, item, path)),
            Min = reader.Exact("min"),
            Max = reader.Exact("max"),
            MaxLength = (int?)reader.WholeNumber("max_length", 0, 1024 * 1024),
            Pattern = reader.Text("pattern", maxLength: Patterns.MaxLength),
            Required = reader.Flag("required"),
            Forbidden = reader.Flag("forbidden"),
        };
        if (rule.Pattern is not null && Patterns.TryCompile(rule.Pattern, wholeString: true).Refusal is { } refusal)
        {
            reader.Complain("pattern", refusal);
        }

        if (rule is { Min: { } min, Max: { } max } && ExactNumbers.Compare(min, max) > 0)
        {
            reader.Complain("min", "is above 'max'");
        }

        if (rule is { Required: true, Forbidden: true })
        {
            reader.Complain("forbidden", "contradicts 'required'");
        }

        if (rule == new ParameterRule())
        {
            reader.Complain("*", "must state at least one of in, not_in, min, max, max_length, pattern, required, forbidden");
        }

        return rule;
    }

    private static JsonValue? ReadScalar(ObjectReader reader, JsonElement item, string path)
    {
        if (item.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
        {
            // A copy: the document that was read does not live as long as the rule.
            return JsonValue.Create(item.Clone());
        }

        reader.ComplainAt(path, "must be a string, a number, true or false");
        return null;
    }

    private static string? ComplainOfDomain(string text) =>
        DomainPattern.TryParse(text, out _) ? null : "must be a host such as 'example.org' or '*.example.org', without scheme, port or path";

    private static string? ComplainOfPath(string text) =>
        ParameterPath.TryParse(text, out _) ? null : "must be a parameter path such as 'num', 'a.b' or 'messages[].role'";
}
