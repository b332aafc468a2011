using FourRunr.Hosting.Errors;
using FourRunr.Storage;

namespace FourRunr.ToolProxy.Limits;

internal static class QuotaHistoryReading
{
    private const string Dependency = "database";

    /// <summary>All calls that still count at <paramref name="now"/>. Takes no cancellation: other calls may wait for the same answer.</summary>
    /// <exception cref="DependencyUnavailableException">The history cannot be read, so no call may pass.</exception>
    public static async Task<IReadOnlyList<SlotCount>> ReadAsync(this IQuotaHistory history, string agentId, QuotaCounter counter, long now)
    {
        try
        {
            return await history.CountAsync(agentId, counter, counter.SlotAt(now) - counter.SlotsKept + 1, CancellationToken.None);
        }
        catch (StorageUnavailableException exception)
        {
            throw new DependencyUnavailableException(Dependency, exception);
        }
    }
}
