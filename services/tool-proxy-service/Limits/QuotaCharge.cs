namespace FourRunr.ToolProxy.Limits;

/// <summary>The quota units that one call was charged. Ends once: given back or recorded.</summary>
internal abstract class QuotaCharge
{
    private int _ended;

    /// <summary>True the first time.</summary>
    public bool TryEnd() => Interlocked.Exchange(ref _ended, 1) == 0;
}
