using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using FourRunr.PolicyEvaluation.Schedules;

namespace FourRunr.PolicyEvaluation.Documents;

/// <summary>Reads the <c>budgets</c> of a policy.</summary>
internal static partial class BudgetSpecReader
{
    private const int MostBudgets = 16;
    private const int MostScopes = 64;
    private const int MostAlerts = 10;
    private const string TagPrefix = "tag:";
    private const decimal MostDollars = 1_000_000_000;
    private const long MostTokens = 1_000_000_000_000;
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(31);

    public static IReadOnlyList<BudgetSpec>? Read(ObjectReader reader, string member)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return reader.Items(member, MostBudgets, (item, path) => reader.ReadItem(item, path, budget => Read(budget, names)));
    }

    private static BudgetSpec? Read(ObjectReader reader, HashSet<string> names)
    {
        var name = reader.Name("name", ComplainOfName, required: true);
        if (name is not null && !names.Add(name))
        {
            reader.Complain("name", "is the name of another budget of this policy");
        }

        var per = reader.Name("per", ComplainOfPer) ?? "agent";
        var unit = reader.Word<BudgetUnit>("unit") ?? BudgetUnit.Usd;
        var limit = reader.Name("limit", unit == BudgetUnit.Usd ? ComplainOfDollars : ComplainOfTokens, required: true);
        var window = reader.Child("window", ReadWindow, required: true);
        var scopes = reader.Texts("scopes", MostScopes, PolicySpecReader.ComplainOfScope);
        if (scopes is { Count: 0 })
        {
            reader.Complain("scopes", "must have at least one item, or be left out for all calls");
        }

        var alerts = reader.Items<int?>("alerts", MostAlerts, (item, path) => ReadAlert(reader, item, path))?.Select(alert => alert!.Value).ToArray();
        if (alerts is not null && alerts.Distinct().Count() < alerts.Length)
        {
            reader.Complain("alerts", "must not have one number twice");
        }

        var shortage = reader.Word<BudgetShortage>("on_shortage") ?? BudgetShortage.Refuse;
        return name is null || limit is null || window is null
            ? null
            : new BudgetSpec
            {
                Name = name,
                Per = per,
                Unit = unit,
                Limit = limit,
                Window = window,
                Scopes = scopes ?? ["*"],
                Alerts = alerts ?? [],
                OnShortage = shortage,
            };
    }

    private static BudgetWindowSpec? ReadWindow(ObjectReader reader)
    {
        var calendar = reader.Word<CalendarWindow>("calendar");
        var timezone = reader.Name("timezone", IanaTimeZones.Complain);
        var sliding = reader.Name("sliding", ComplainOfSliding);
        if (reader.Has("calendar") == reader.Has("sliding"))
        {
            reader.Complain("*", "must have 'calendar' or 'sliding', and not both");
        }

        if (reader.Has("timezone") && !reader.Has("calendar"))
        {
            reader.Complain("timezone", "is for 'calendar' only");
        }

        return calendar is null && sliding is null ? null : new BudgetWindowSpec { Calendar = calendar, Timezone = timezone, Sliding = sliding };
    }

    private static int? ReadAlert(ObjectReader reader, JsonElement item, string path)
    {
        if (item.ValueKind == JsonValueKind.Number && WholeNumbers.TryRead(JsonMarshal.GetRawUtf8Value(item), out var percent) && percent is >= 1 and <= 100)
        {
            return (int)percent;
        }

        reader.ComplainAt(path, "must be a whole number from 1 to 100, in percent of the limit");
        return null;
    }

    private static string? ComplainOfName(string text) => Name().IsMatch(text) ? null : "must be 1 to 64 of a-z, 0-9, '_' and '-' and begin with a letter";

    private static string? ComplainOfPer(string text) =>
        text is "agent" or "role" or "all" || (text.StartsWith(TagPrefix, StringComparison.Ordinal) && AgentTags.IsTag(text[TagPrefix.Length..]))
            ? null
            : "must be 'agent', 'role', 'all' or 'tag:NAME'";

    private static string? ComplainOfDollars(string text) =>
        Dollars().IsMatch(text) && decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) is > 0 and <= MostDollars
            ? null
            : "must be dollars in quotes, such as \"25.00\": above 0, at most 1000000000, at most 6 decimals";

    private static string? ComplainOfTokens(string text) =>
        Tokens().IsMatch(text) && long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) <= MostTokens
            ? null
            : "must be a whole number of tokens in quotes, such as \"2000000\": 1 to 1000000000000";

    private static string? ComplainOfSliding(string text) =>
        GatewayDuration.TryParse(text, out var duration) && duration >= ShortestWindow && duration <= LongestWindow
            ? null
            : "must be a duration from 1m to 31d, such as 5m, 24h or 7d";

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex("^(0|[1-9][0-9]{0,9})(\\.[0-9]{1,6})?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Dollars();

    [GeneratedRegex("^[1-9][0-9]{0,12}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();
}
