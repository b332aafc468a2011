using FourRunr.ToolProxy.Budgets;
using FourRunr.ToolProxy.Prices.Catalog;
using FourRunr.ToolProxy.Spending;

namespace FourRunr.ToolProxy.Calls;

/// <summary>What is held for a call, and what its end is priced with.</summary>
/// <param name="Prices">The version that counts for the call, however long it takes.</param>
/// <param name="Flat">Millionths of a dollar for the call itself, whatever a model costs in it.</param>
/// <param name="Hold">The most that the call may cost; where no budget counts a unit, that may be 0.</param>
/// <param name="Reservation">Null where no budget applies.</param>
internal sealed record HeldSpend(PriceBook Prices, long Flat, SpendAmount Hold, BudgetReservation? Reservation);
