using System.Text.RegularExpressions;

namespace FourRunr.PolicyEvaluation.Documents;

/// <summary>Reads the <c>approvals</c> of a policy.</summary>
internal static partial class ApprovalSpecReader
{
    private const int Most = 16;
    private const int MostScopes = 64;
    private const int MostApprovers = 5;

    public static IReadOnlyList<ApprovalSpec>? Read(ObjectReader reader, string member)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return reader.Items(member, Most, (item, path) => reader.ReadItem(item, path, approval => Read(approval, names)));
    }

    private static ApprovalSpec? Read(ObjectReader reader, HashSet<string> names)
    {
        var name = reader.Name("name", ComplainOfName, required: true);
        if (name is not null && !names.Add(name))
        {
            reader.Complain("name", "is the name of another approval of this policy");
        }

        var scopes = reader.Texts("scopes", MostScopes, PolicySpecReader.ComplainOfScope);
        if (scopes is null or { Count: 0 })
        {
            reader.Complain("scopes", "must have at least one item; ['*'] is every call");
        }

        var when = reader.Has("when") ? GuardSpecReader.ReadRules(reader, "when") : null;
        var approvers = (int?)reader.WholeNumber("approvers", 1, MostApprovers) ?? 1;
        var expires = ReadDuration(reader, "expires", TimeSpan.FromMinutes(1), TimeSpan.FromDays(7), "from 1m to 7d") ?? "30m";
        var useWithin = ReadDuration(reader, "use_within", TimeSpan.FromSeconds(10), TimeSpan.FromHours(24), "from 10s to 24h") ?? "10m";
        var reasonRequired = reader.Flag("reason_required");
        return name is null || scopes is null
            ? null
            : new ApprovalSpec
            {
                Name = name,
                Scopes = scopes,
                When = when,
                Approvers = approvers,
                Expires = expires,
                UseWithin = useWithin,
                ReasonRequired = reasonRequired,
            };
    }

    private static string? ReadDuration(ObjectReader reader, string member, TimeSpan shortest, TimeSpan longest, string range)
    {
        var text = reader.Text(member, maxLength: 10);
        if (text is not null && (!GatewayDuration.TryParse(text, out var duration) || duration < shortest || duration > longest))
        {
            reader.Complain(member, $"must be a duration {range}, such as 10m");
        }

        return text;
    }

    private static string? ComplainOfName(string text) => Name().IsMatch(text) ? null : "must be 1 to 64 of a-z, 0-9, '_' and '-' and begin with a letter";

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
