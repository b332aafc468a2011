using System.Data.Common;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>Something that a call uses up. It is taken, and given back, in the transaction of the call's claim: never one without the other.</summary>
internal interface IClaimCondition
{
    /// <param name="isTakeover">The claim of an earlier call without side effects was abandoned, and this one replaces it.</param>
    /// <returns>False if it is not there: then nothing is claimed.</returns>
    Task<bool> TakeAsync(DbTransaction transaction, bool isTakeover, DateTimeOffset now);

    /// <summary>The call did nothing.</summary>
    Task GiveBackAsync(DbTransaction transaction);
}
