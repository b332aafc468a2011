using FourRunr.ToolProxy.Prices.Arithmetic;
using FourRunr.ToolProxy.Prices.Documents;

namespace FourRunr.ToolProxy.Prices.Import;

/// <summary>Puts what a file says into the prices that there are.</summary>
/// <param name="Next">The prices as they would be.</param>
/// <param name="Preview">How they differ from those before.</param>
internal sealed record PriceImport(PriceDocument Next, ImportPricesResponse Preview)
{
    /// <summary>What no price file knows of a model: it stays as an operator set it.</summary>
    private static readonly string[] OwnMembers = ["factor", "encoding"];

    /// <param name="baseVersion">Of <paramref name="before"/>.</param>
    /// <returns>Null when <paramref name="errors"/> says why the prices would not be valid: they may be too many together.</returns>
    public static PriceImport? Of(string baseVersion, PriceDocument before, LiteLlmFile file, ImportPricesRequest request, DocumentErrors errors)
    {
        var next = (JsonObject)before.Json.DeepClone();
        if (next[PriceDocumentReader.ModelsMember] is not JsonObject models)
        {
            next[PriceDocumentReader.ModelsMember] = models = [];
        }

        foreach (var (name, price) in file.Models)
        {
            models[name] = WithOwnMembers((JsonObject)price.DeepClone(), models[name]);
        }

        var missing = before.Models.Keys.Where(model => !file.Models.ContainsKey(model)).Order(StringComparer.Ordinal).ToList();
        foreach (var name in request.RemoveMissing ? missing : [])
        {
            models.Remove(name);
        }

        using var json = JsonDocument.Parse(next.ToJsonString());
        return PriceDocumentReader.Read(json.RootElement, path: "", errors) is { } document
            ? new PriceImport(document with { EffectiveFrom = request.EffectiveFrom }, Compare(baseVersion, before.Models, document.Models, missing, file, request))
            : null;
    }

    private static JsonObject WithOwnMembers(JsonObject price, JsonNode? before)
    {
        foreach (var member in OwnMembers)
        {
            if (before?[member] is { } own)
            {
                price[member] = own.DeepClone();
            }
        }

        return price;
    }

    private static ImportPricesResponse Compare(
        string baseVersion,
        IReadOnlyDictionary<string, ModelPrice> before,
        IReadOnlyDictionary<string, ModelPrice> after,
        List<string> missing,
        LiteLlmFile file,
        ImportPricesRequest request)
    {
        var both = file.Models.Keys.Where(before.ContainsKey).ToList();
        var changes = both.SelectMany(model => PriceDiff.Of(model, before[model], after[model])).ToList();
        var confirmed = (request.ConfirmJumps ?? []).ToHashSet(StringComparer.Ordinal);
        return new ImportPricesResponse(
            baseVersion,
            [.. file.Models.Keys.Where(model => !before.ContainsKey(model))],
            request.RemoveMissing ? missing : [],
            changes,
            both.Count - changes.Select(change => change.Model).Distinct().Count(),
            request.RemoveMissing ? 0 : missing.Count,
            file.Skipped,
            file.LeftOut,
            [.. changes.Where(change => change.IsJump).Select(change => change.Model).Distinct().Where(model => !confirmed.Contains(model))]);
    }
}
