namespace FourRunr.Cli.Gateway;

/// <summary>The query of a request.</summary>
internal static class QueryText
{
    /// <summary>Without members that are null; with <c>&amp;</c> after each.</summary>
    public static string Of(params (string Name, string? Value)[] members) =>
        string.Concat(members.Where(member => member.Value is not null).Select(member => $"{member.Name}={Uri.EscapeDataString(member.Value!)}&"));
}
