namespace FourRunr.PolicyEvaluation.Documents;

/// <summary>Reads a policy's spec from JSON and checks everything about it: what it returns compiles.</summary>
public static class PolicySpecReader
{
    private const int MostScopes = 256;
    private const int MostQuotas = 16;
    private const int MostRequests = 1_000_000;
    private const int LongestName = 128;
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(31);

    /// <returns>The spec, or null when <paramref name="errors"/> says why not.</returns>
    public static PolicySpec? Read(JsonElement json, string path, DocumentErrors errors)
    {
        var spec = ObjectReader.Read(json, path, errors, reader => Read(reader, errors));
        return errors.IsEmpty ? spec : null;
    }

    private static PolicySpec Read(ObjectReader reader, DocumentErrors errors)
    {
        var spec = new PolicySpec
        {
            Scopes = reader.Texts("scopes", MostScopes, ComplainOfScope) ?? [],
            Deny = reader.Texts("deny", MostScopes, ComplainOfScope) ?? [],
            Intent = ReadIntent(reader),
            Guards = reader.Child("guards", GuardSpecReader.Read),
            RateLimit = reader.Child("rate_limit", ReadRateLimit),
            Quotas = reader.Items("quotas", MostQuotas, (item, itemPath) => ObjectReader.Read(item, itemPath, errors, ReadQuota)),
            Schedule = reader.Child("schedule", ReadSchedule),
            ResponseFilters = reader.Child("response_filters", FilterSpecReader.ReadResponseFilters),
            RequestFilters = reader.Child("request_filters", FilterSpecReader.ReadRequestFilters),
            Models = reader.Child("models", ModelSpecReader.Read),
            Budgets = BudgetSpecReader.Read(reader, "budgets"),
            Approvals = ApprovalSpecReader.Read(reader, "approvals"),
        };
        ModelSpecReader.CheckStreamFilter(reader, spec);
        return spec;
    }

    internal static string? ComplainOfScope(string text) => Scope.TryParse(text, out _) ? null : Scope.Grammar;

    private static string? ReadIntent(ObjectReader reader)
    {
        var intent = reader.Text("intent", maxLength: LongestName);
        if (intent is not null && !intent.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '_' or '.' or '-'))
        {
            reader.Complain("intent", "may have only a-z, 0-9, '_', '.' and '-'");
        }

        return intent;
    }

    private static RateLimitSpec? ReadRateLimit(ObjectReader reader)
    {
        var requests = (int?)reader.WholeNumber("requests", 1, MostRequests, required: true);
        var per = ReadDuration(reader, "per", required: false) ?? "1s";
        var burst = (int?)reader.WholeNumber("burst", 1, MostRequests);
        return requests is { } count ? new RateLimitSpec(count, per, burst) : null;
    }

    private static QuotaSpec? ReadQuota(ObjectReader reader)
    {
        var scope = reader.Text("scope", required: true);
        if (scope is not null && ComplainOfScope(scope) is { } complaint)
        {
            reader.Complain("scope", complaint);
        }

        var limit = reader.WholeNumber("limit", 1, 1_000_000_000, required: true);
        var window = ReadDuration(reader, "window", required: true);
        var strategy = reader.Word<QuotaStrategy>("strategy") ?? QuotaStrategy.Sliding;
        return scope is not null && limit is not null && window is not null ? new QuotaSpec(scope, limit.Value, window, strategy) : null;
    }

    private static string? ReadDuration(ObjectReader reader, string member, bool required)
    {
        var text = reader.Text(member, required);
        if (text is not null && (!GatewayDuration.TryParse(text, out var duration) || duration < TimeSpan.FromSeconds(1) || duration > LongestWindow))
        {
            reader.Complain(member, "must be a duration from 1s to 31d, such as 30s, 5m, 24h or 7d");
        }

        return text;
    }

    private static ScheduleSpec? ReadSchedule(ObjectReader reader)
    {
        var timezone = reader.Text("timezone", required: true);
        var days = reader.Items<ScheduleDay?>("days", 7, (item, path) =>
            item.ValueKind == JsonValueKind.String ? reader.ParseWord<ScheduleDay>(item.GetString()!, path) : reader.ParseWord<ScheduleDay>("", path));
        var hours = reader.Text("hours");
        if (timezone is null)
        {
            return null;
        }

        var spec = new ScheduleSpec(timezone, days?.Select(day => day!.Value).ToArray(), hours);
        foreach (var (field, complaint) in Schedules.CompiledSchedule.TryCompile(spec, out _))
        {
            reader.Complain(field, complaint);
        }

        return spec;
    }
}
