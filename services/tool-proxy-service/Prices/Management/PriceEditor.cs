using System.Data.Common;
using FourRunr.Hosting.Requests;
using FourRunr.Hosting.Validation;
using FourRunr.Invalidation;
using FourRunr.ToolProxy.Prices.Catalog;
using FourRunr.ToolProxy.Prices.Documents;

namespace FourRunr.ToolProxy.Prices.Management;

/// <summary>Stores new prices. They are in use here before the response is sent, and all other replicas are notified.</summary>
internal sealed partial class PriceEditor(
    PriceStore store, Database database, PriceCatalog catalog, IInvalidationChannel channel, TimeProvider clock, ILogger<PriceEditor> log)
{
    /// <summary>The prices that a change is made of, with their version: the newest ones, which may not count yet.</summary>
    /// <returns>Null when a newer release wrote them.</returns>
    public async Task<(string Version, PriceDocument Document)?> FindNewestAsync(CancellationToken cancellationToken)
    {
        if (catalog.File is { } file)
        {
            return (file.Version, file.Document);
        }

        var newest = await store.ListAsync(before: null, limit: 1, cancellationToken) is [var last] ? last.Version : PriceVersionId.None;
        using var json = JsonDocument.Parse((await store.FindAsync(newest, cancellationToken))?.Document ?? "{}");
        return PriceDocumentReader.Read(json.RootElement, path: "", new DocumentErrors()) is { } document ? (PriceVersionId.Of(newest), document) : null;
    }

    /// <summary>Adds the next version. Prices equal to the newest ones, which count already, add none.</summary>
    /// <param name="condition">Of the newest version.</param>
    public async Task<PriceOutcome> SetAsync(PriceDocument document, IfMatch condition, Actor actor, CancellationToken cancellationToken)
    {
        if (catalog.File is not null)
        {
            return PriceOutcome.InFile();
        }

        var now = clock.GetStoredNow();
        if (document.EffectiveFrom < now)
        {
            // What counted at a moment that is over never changes.
            return new PriceOutcome.Refused(InvalidFields.Refuse(
                PriceDocumentReader.EffectiveFrom, $"'{PriceDocumentReader.EffectiveFrom}' must not lie in the past; leave it out for now."));
        }

        var json = document.Json.ToJsonString(GatewayJson.Tolerant);
        PriceOutcome? refused = null;
        (StoredPrices? Newest, StoredPrices? Added) change;
        try
        {
            change = await store.AddAsync((newest, version) =>
            {
                var current = PriceVersionId.Of(newest?.Version ?? PriceVersionId.None);
                if (!condition.Matches(current))
                {
                    refused = PriceOutcome.VersionMismatch(current);
                    return null;
                }

                return newest?.Document == json && newest.EffectiveFrom <= (document.EffectiveFrom ?? now)
                    ? null
                    : new StoredPrices(version, document.EffectiveFrom ?? now, json, now, actor.Id);
            }, actor, cancellationToken);
        }
        catch (DbException exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            return PriceOutcome.ChangedMeanwhile();
        }

        if (change.Added is not { } added)
        {
            return refused ?? new PriceOutcome.Done(change.Newest ?? throw new InvalidOperationException("Nothing was added, and nothing was there."), IsNew: false);
        }

        Log.Set(log, added.Id, added.EffectiveFrom, document.Models.Count, document.Tools.Count, actor.Id);
        // The version is stored: the replicas must hear of it even if the caller disconnects now.
        await catalog.RefreshAsync(CancellationToken.None);
        await channel.PublishAsync([InvalidationSubjects.Prices], CancellationToken.None);
        return new PriceOutcome.Done(added, IsNew: true);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The prices {Version} of {Models} models and {Tools} tools, from {EffectiveFrom:O} on, were set by {OperatorId}.")]
        public static partial void Set(ILogger logger, string version, DateTimeOffset effectiveFrom, int models, int tools, string operatorId);
    }
}
