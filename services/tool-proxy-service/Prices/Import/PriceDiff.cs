using FourRunr.ToolProxy.Prices.Arithmetic;

namespace FourRunr.ToolProxy.Prices.Import;

/// <summary>How the prices of one model differ from those before: what counts, not how it is written.</summary>
internal static class PriceDiff
{
    /// <summary>A price that changes by more must be confirmed by name.</summary>
    private const int Jump = 10;

    public static IReadOnlyList<PriceChange> Of(string model, ModelPrice before, ModelPrice after)
    {
        var changes = new List<PriceChange>();
        AddRates(changes, model, "", before.Usual, after.Usual);
        foreach (var service in before.ServiceTiers.Keys.Union(after.ServiceTiers.Keys).Order(StringComparer.Ordinal))
        {
            AddRates(changes, model, $"service_tiers.{service}.", before.ServiceTiers.GetValueOrDefault(service), after.ServiceTiers.GetValueOrDefault(service));
        }

        AddText(changes, model, "context_window", before.ContextWindow?.ToString(CultureInfo.InvariantCulture), after.ContextWindow?.ToString(CultureInfo.InvariantCulture));
        AddText(changes, model, "max_output", before.MaxOutput?.ToString(CultureInfo.InvariantCulture), after.MaxOutput?.ToString(CultureInfo.InvariantCulture));
        return changes;
    }

    /// <summary>Compares what a request of each size costs: one side may have bounds that the other has not.</summary>
    private static void AddRates(List<PriceChange> changes, string model, string path, TieredRates? before, TieredRates? after)
    {
        long[] bounds = [0, .. (before?.Tiers ?? []).Concat(after?.Tiers ?? []).Select(tier => tier.AboveInputTokens).Distinct().Order()];
        foreach (var above in bounds)
        {
            var place = above == 0 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}tiers[{above}].");
            var (old, now) = (before?.For(above + 1).Named, after?.For(above + 1).Named);
            foreach (var (i, (name, _)) in (old ?? now ?? []).Index())
            {
                if (old is null || now is null)
                {
                    AddText(changes, model, place + name, old?[i].Price.ToString(), now?[i].Price.ToString());
                }
                else if (old[i].Price != now[i].Price)
                {
                    var (was, willBe) = (old[i].Price, now[i].Price);
                    changes.Add(new PriceChange(
                        model, place + name, willBe.IsFarFrom(was, Jump), was.ToString(), willBe.ToString(), willBe.IsZero ? null : willBe.RatioTo(was)));
                }
            }
        }
    }

    private static void AddText(List<PriceChange> changes, string model, string name, string? old, string? now)
    {
        if (old != now)
        {
            changes.Add(new PriceChange(model, name, IsJump: false, old, now));
        }
    }
}
