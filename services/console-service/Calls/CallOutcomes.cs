namespace FourRunr.WebConsole.Calls;

/// <summary>How calls can end.</summary>
internal static class CallOutcomes
{
    public const string Ok = "ok";
    public const string Cancelled = "cancelled";
    public const string Unfinished = "unfinished";

    public static readonly IReadOnlyList<string> All = [Ok, Cancelled, Unfinished, .. GatewayErrors.ByCode.Keys.Order(StringComparer.Ordinal)];
}
