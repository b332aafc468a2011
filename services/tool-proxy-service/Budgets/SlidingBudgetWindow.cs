namespace FourRunr.ToolProxy.Budgets;

/// <summary>
/// The last so many milliseconds, in sixty slots and the one that is leaving: what was spent is given back at the latest a sixtieth of the window late.
/// </summary>
internal sealed class SlidingBudgetWindow(long length) : BudgetWindow
{
    public const int SlotsPerWindow = 60;
    public const int SlotsKept = SlotsPerWindow + 1;

    private static readonly long ShortestMemory = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    public long Length { get; } = length;

    public override string Shape => string.Create(CultureInfo.InvariantCulture, $"sliding:{Length}");

    public override long SlotAt(long at) => at * SlotsPerWindow / Length;

    public override long OldestAt(long now) => SlotAt(now) - SlotsKept + 1;

    public override long LeavesAt(long slot) => Ceiling((slot + SlotsKept) * Length);

    public override long StartAt(long now) => Ceiling(OldestAt(now) * Length);

    public override WindowSpan StretchAt(long now) => new(now / Length * Length, ((now / Length) + 1) * Length);

    public override long MemoryAt(long now) => (2 * Length) + ShortestMemory;

    private static long Ceiling(long product) => (product + SlotsPerWindow - 1) / SlotsPerWindow;
}
