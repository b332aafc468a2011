namespace FourRunr.ToolProxy.Limits;

/// <summary>The units that one call was charged. Ends once: given back, or on record.</summary>
internal abstract class QuotaCharge
{
    private int _ended;

    /// <summary>True the first time.</summary>
    public bool TryEnd() => Interlocked.Exchange(ref _ended, 1) == 0;
}
