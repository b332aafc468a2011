using FourRunr.ToolProxy.Prices.Catalog;

namespace FourRunr.ToolProxy.Prices.Management;

/// <summary>The outcome of setting prices.</summary>
internal abstract record PriceOutcome
{
    private PriceOutcome()
    {
    }

    /// <param name="Newest">The version that is now the newest.</param>
    /// <param name="IsNew">Whether it was added; otherwise nothing differed.</param>
    public sealed record Done(StoredPrices Newest, bool IsNew) : PriceOutcome;

    public sealed record Refused(ProblemResult Problem) : PriceOutcome;

    public static Refused InFile() => new(new ProblemResult(GatewayErrors.Conflict, "The prices are in a file.")
    {
        HowToFix = $"Change the file in {PriceFile.Key} and restart the gateway.",
    });

    public static Refused ChangedMeanwhile() => new(new ProblemResult(GatewayErrors.Conflict, "The prices were changed at the same time.")
    {
        HowToFix = "Read the prices and send the change again.",
    });

    public static Refused NotUnderstood() => new(new ProblemResult(GatewayErrors.Conflict, "The newest prices are of a newer release of the gateway.")
    {
        HowToFix = "Import at a gateway of that release, or set all prices with PUT /v1/admin/prices.",
    });

    public static Refused VersionMismatch(string newest) => new(new ProblemResult(
        GatewayErrors.PreconditionFailed, $"The newest prices are {newest}, which If-Match does not name.")
    {
        HowToFix = "Read GET /v1/admin/prices/versions/{version} of the newest version, which may begin to count only later, and send its ETag; or leave the header out.",
    });
}
