namespace FourRunr.ToolProxy.Audit.Spend;

/// <summary>A way to group what was spent.</summary>
/// <param name="Name">As in the query.</param>
/// <param name="Column">SQL; never from outside.</param>
/// <param name="Show">Puts a group's key into its row.</param>
internal sealed record SpendGroup(string Name, string Column, Func<SpendRowResponse, string?, SpendRowResponse> Show)
{
    public const string Usual = "agent";
    public const string Tag = "tag";
    public const string Provider = "provider";

    private const int Most = 3;

    private static readonly IReadOnlyList<SpendGroup> All =
    [
        new(Usual, "agent_id", static (row, key) => row with { AgentId = key }),
        new("role", "role", static (row, key) => row with { Role = key }),
        new(Tag, "tag.value", static (row, key) => row with { Tag = key }),
        new("model", "model", static (row, key) => row with { Model = key }),
        new(Provider, "provider", static (row, key) => row with { Provider = key }),
        new("tool", "tool || ':' || action", static (row, key) => row with { Tool = key }),
        new("day", "reserved_at / 86400000", static (row, key) => row with { Day = DayOf(key) }),
    ];

    public static IEnumerable<string> Names => All.Select(group => group.Name);

    /// <returns>Null for a text that is not one to three different names with commas.</returns>
    public static IReadOnlyList<SpendGroup>? Read(string text)
    {
        var names = text.Split(',');
        var groups = names.Select(name => All.FirstOrDefault(group => group.Name == name)).OfType<SpendGroup>().Distinct().ToList();
        return groups.Count == names.Length && groups.Count <= Most ? groups : null;
    }

    /// <param name="days">Since the Unix epoch.</param>
    private static DateOnly? DayOf(string? days) =>
        days is null ? null : DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(int.Parse(days, CultureInfo.InvariantCulture));
}
