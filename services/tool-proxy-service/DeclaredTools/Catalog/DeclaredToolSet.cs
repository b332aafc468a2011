using System.Collections.Frozen;
using FourRunr.ToolProxy.DeclaredTools.Calls;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.DeclaredTools.Catalog;

/// <summary>The declared tools that this replica uses: those of files, and the newest stored versions as of the last refresh.</summary>
internal sealed partial class DeclaredToolSet : IDisposable
{
    private const string FileVersion = "file";

    private readonly SemaphoreSlim _gate = new(1);
    private readonly DefinitionStore _store;
    private readonly ToolCatalog _catalog;
    private readonly OutboundHttp _http;
    private readonly ApiResponses _responses;
    private readonly ILogger<DeclaredToolSet> _log;
    private readonly FrozenDictionary<string, DeclaredTool> _files;

    /// <summary>Versions that cannot be used. Each is logged once, not at every refresh.</summary>
    private readonly HashSet<DefinitionVersion> _unusable = [];
    private volatile FrozenDictionary<string, DeclaredTool> _stored = FrozenDictionary<string, DeclaredTool>.Empty;

    public DeclaredToolSet(
        DefinitionStore store, ToolCatalog catalog, BaseUrlRules rules, OutboundHttp http, ApiResponses responses, IConfiguration configuration, IHostEnvironment environment,
        ILogger<DeclaredToolSet> log)
    {
        (_store, _catalog, _http, _responses, _log) = (store, catalog, http, responses, log);
        _files = DefinitionFiles.Read(configuration, environment, rules)
            .Select(file => Compile(file.Tool, null, JsonObject.Create(file.Document)!))
            .ToFrozenDictionary(tool => tool.Tool, StringComparer.Ordinal);
        Publish();
    }

    public IEnumerable<DeclaredTool> All => _files.Values.Concat(_stored.Values).OrderBy(tool => tool.Tool, StringComparer.Ordinal);

    public DeclaredTool? FindInFiles(string tool) => _files.GetValueOrDefault(tool);

    /// <summary>Loads what has changed in storage. Unchanged tools keep their objects.</summary>
    /// <exception cref="Storage.StorageUnavailableException">The known tools stay in use.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var known = _stored;
            var now = new Dictionary<string, DeclaredTool>(StringComparer.Ordinal);
            // Files have precedence: whoever runs this replica put them there.
            foreach (var newest in (await _store.ListNewestAsync(cancellationToken)).Where(newest => !newest.Deleted && !_files.ContainsKey(newest.Tool)))
            {
                var tool = known.GetValueOrDefault(newest.Tool);
                if (tool?.Version != newest.Version && !_unusable.Contains(newest))
                {
                    tool = await LoadAsync(newest, cancellationToken) ?? tool;
                }

                if (tool is not null)
                {
                    now.Add(newest.Tool, tool);
                }
            }

            if (now.Count != known.Count || now.Any(pair => !ReferenceEquals(known.GetValueOrDefault(pair.Key), pair.Value)))
            {
                _stored = now.ToFrozenDictionary(StringComparer.Ordinal);
                Publish();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    /// <returns>Null when this replica cannot use the definition, because a newer release wrote it or it is damaged.</returns>
    private async Task<DeclaredTool?> LoadAsync(DefinitionVersion newest, CancellationToken cancellationToken)
    {
        if (await _store.FindAsync(newest.Tool, newest.Version, cancellationToken) is not { } stored)
        {
            return null;
        }

        var errors = new DocumentErrors();
        try
        {
            using var json = JsonDocument.Parse(stored.Definition);
            if (ToolDefinitionReader.Read(json.RootElement, path: "", errors) is { } definition && definition.Tool == newest.Tool)
            {
                return Compile(definition, newest.Version, JsonNode.Parse(stored.Definition)!.AsObject());
            }
        }
        catch (JsonException)
        {
            errors.Add("", "is not valid JSON");
        }

        _unusable.Add(newest);
        Log.Unusable(_log, newest.Tool, newest.Version, errors.ToString());
        return null;
    }

    private DeclaredTool Compile(ToolDefinition definition, int? version, JsonObject document) => new(
        definition,
        version,
        document,
        DeclaredActions.Of(
            definition, version?.ToString(CultureInfo.InvariantCulture) ?? FileVersion, new DeclaredHttpAdapter(definition, _http, _responses)));

    private void Publish() => _catalog.Declare(ToolKind.Declared, All.SelectMany(tool => tool.Actions));

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Version {Version} of the declared tool {Tool} cannot be used; the previous version stays in use. {Errors}")]
        public static partial void Unusable(ILogger logger, string tool, int version, string errors);
    }
}
