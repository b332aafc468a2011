namespace FourRunr.ToolProxy.Audit.Spend;

/// <summary>A way to group what was spent.</summary>
/// <param name="Name">As in the query.</param>
/// <param name="Column">SQL; never from outside.</param>
internal sealed record SpendGroup(string Name, string Column)
{
    public const string Usual = "agent";
    public const string Tag = "tag";

    private const int Most = 3;

    private static readonly IReadOnlyList<SpendGroup> All =
    [
        new(Usual, "agent_id"),
        new("role", "role"),
        new(Tag, "tag.value"),
        new("model", "model"),
        new("provider", "provider"),
        new("tool", "tool || ':' || action"),
        new("day", "reserved_at / 86400000"),
    ];

    public static IEnumerable<string> Names => All.Select(group => group.Name);

    /// <returns>Null for a text that is not one to three different names with commas.</returns>
    public static IReadOnlyList<SpendGroup>? Read(string text)
    {
        var names = text.Split(',');
        var groups = names.Select(name => All.FirstOrDefault(group => group.Name == name)).OfType<SpendGroup>().Distinct().ToList();
        return groups.Count == names.Length && groups.Count <= Most ? groups : null;
    }
}
