using System.Collections.Frozen;
using FourRunr.ToolProxy.Prices.Documents;

namespace FourRunr.ToolProxy.Prices.Catalog;

/// <summary>The prices that this replica uses: those of a file, or the stored versions as of the last refresh.</summary>
internal sealed partial class PriceCatalog : IDisposable
{
    /// <summary>How far back <see cref="At"/> knows which version counted: longer than any call takes.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly PriceStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger<PriceCatalog> _log;

    /// <summary>Versions that cannot be used. Each is logged once, not at every refresh.</summary>
    private readonly HashSet<int> _unusable = [];

    /// <summary>By number.</summary>
    private FrozenDictionary<int, PriceBook> _stored = FrozenDictionary<int, PriceBook>.Empty;

    /// <summary>In the order in which they begin to count.</summary>
    private volatile PriceBook[] _books = [];

    public PriceCatalog(PriceStore store, TimeProvider clock, IConfiguration configuration, ILogger<PriceCatalog> log)
    {
        (_store, _clock, _log) = (store, clock, log);
        File = PriceFile.Read(configuration);
        if (File is { } file)
        {
            _books = [ToBook(file.Version, file.Document.EffectiveFrom ?? DateTimeOffset.MinValue, file.Document)];
        }
    }

    /// <summary>Null when the prices are stored ones.</summary>
    public PriceFile? File { get; }

    /// <summary>The prices that count at a moment, of the last hour or to come; <see cref="PriceBook.Empty"/> when there are none. Reads memory only.</summary>
    public PriceBook At(DateTimeOffset moment)
    {
        var books = _books;
        for (var i = books.Length - 1; i >= 0; i--)
        {
            if (books[i].EffectiveFrom <= moment)
            {
                return books[i];
            }
        }

        return PriceBook.Empty;
    }

    /// <summary>Loads what has been stored since. A version never changes, so each is read once.</summary>
    /// <exception cref="Storage.StorageUnavailableException">The known prices stay in use.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (File is not null)
        {
            return;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            var since = _clock.GetUtcNow() - Memory;
            var now = new Dictionary<int, PriceBook>();
            foreach (var later in await _store.ListAfterAsync(since, cancellationToken))
            {
                await KeepAsync(later.Version, now, cancellationToken);
            }

            // Where the version that counts cannot be used, the one before it goes on.
            var counting = await _store.FindCountingAsync(since, int.MaxValue, cancellationToken);
            while (counting is not null && !await KeepAsync(counting.Version, now, cancellationToken))
            {
                counting = await _store.FindCountingAsync(counting.EffectiveFrom, counting.Version, cancellationToken);
            }

            if (now.Count != _stored.Count || now.Keys.Any(version => !_stored.ContainsKey(version)))
            {
                _stored = now.ToFrozenDictionary();
                _books = [.. now.OrderBy(pair => pair.Value.EffectiveFrom).ThenBy(pair => pair.Key).Select(pair => pair.Value)];
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    /// <returns>Whether the version can be used.</returns>
    private async Task<bool> KeepAsync(int version, Dictionary<int, PriceBook> kept, CancellationToken cancellationToken)
    {
        if ((_stored.GetValueOrDefault(version) ?? await LoadAsync(version, cancellationToken)) is not { } book)
        {
            return false;
        }

        kept.Add(version, book);
        return true;
    }

    /// <returns>Null when this replica cannot use the version, because a newer release wrote it or it is damaged.</returns>
    private async Task<PriceBook?> LoadAsync(int version, CancellationToken cancellationToken)
    {
        if (_unusable.Contains(version) || await _store.FindAsync(version, cancellationToken) is not { } stored)
        {
            return null;
        }

        var errors = new DocumentErrors();
        try
        {
            using var json = JsonDocument.Parse(stored.Document);
            if (PriceDocumentReader.Read(json.RootElement, path: "", errors) is { } document)
            {
                return ToBook(stored.Id, stored.EffectiveFrom, document);
            }
        }
        catch (JsonException)
        {
            errors.Add("", "is not valid JSON");
        }

        _unusable.Add(version);
        Log.Unusable(_log, stored.Id, errors.ToString());
        return null;
    }

    private static PriceBook ToBook(string version, DateTimeOffset effectiveFrom, PriceDocument document) => new(
        version, effectiveFrom, document.Models.ToFrozenDictionary(StringComparer.Ordinal), document.Tools.ToFrozenDictionary());

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The prices {Version} cannot be used; the version before stays in use. {Errors}")]
        public static partial void Unusable(ILogger logger, string version, string errors);
    }
}
