using FourRunr.Hosting.Queries;

namespace FourRunr.ToolProxy.CallRecords;

/// <summary>A query parameter that names several outcomes of call records at once.</summary>
internal sealed class CallResultAttribute : OneOfAttribute
{
    private const string Denied = "denied";
    private const string Failed = "failed";

    public override IReadOnlyCollection<string> Values { get; } = [Denied, Failed];

    /// <returns>Null for no result.</returns>
    public static string[]? OutcomesOf(string? result) => result switch
    {
        Denied => Outcomes(status => status is >= 400 and < 500),
        Failed => Outcomes(status => status >= 500),
        _ => null,
    };

    private static string[] Outcomes(Func<int, bool> isWanted) =>
        [.. GatewayErrors.ByCode.Values.Where(kind => isWanted(kind.Status)).Select(kind => kind.Code).Order(StringComparer.Ordinal)];
}
