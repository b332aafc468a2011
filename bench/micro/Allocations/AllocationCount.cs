using FourRunr.ToolProxy.Audit.Shipping;

namespace FourRunr.Bench.Micro.Allocations;

/// <summary>
/// Counts what the whole process allocates, whichever thread it is: what a call leaves to others, such as carrying its record to the
/// database, is counted with it.
/// </summary>
internal static class AllocationCount
{
    private const int Repetitions = 2000;
    private const int Rounds = 6;

    /// <returns>Bytes for one repetition: of the round with the fewest, since others contain what comes by itself now and then.</returns>
    public static async Task<long> MeasureAsync(AllocationStep step, AuditShipper shipper)
    {
        var fewest = await RoundAsync(step, shipper);
        for (var round = 0; round < Rounds; round++)
        {
            fewest = Math.Min(fewest, await RoundAsync(step, shipper));
        }

        return fewest / Repetitions;
    }

    private static async Task<long> RoundAsync(AllocationStep step, AuditShipper shipper)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            await step.RunAsync();
        }

        await shipper.CatchUpAsync(CancellationToken.None);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
