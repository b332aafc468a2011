using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FourRunr.Documents;
using FourRunr.ToolProxy.DeclaredTools.Calls;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.DeclaredTools.Catalog;

/// <summary>The declared tools that this replica uses: those of files, and the newest versions in storage as of the last look.</summary>
internal sealed partial class DeclaredToolSet : IDisposable
{
    private const string FileVersion = "file";

    private readonly SemaphoreSlim _gate = new(1);
    private readonly DefinitionStore _store;
    private readonly ToolCatalog _catalog;
    private readonly OutboundHttp _http;
    private readonly ApiResponses _answers;
    private readonly ILogger<DeclaredToolSet> _log;
    private readonly FrozenDictionary<string, DeclaredTool> _files;

    /// <summary>Versions that cannot be used, so that each is complained of once and not at every look.</summary>
    private readonly HashSet<DefinitionHead> _unusable = [];
    private volatile FrozenDictionary<string, DeclaredTool> _stored = FrozenDictionary<string, DeclaredTool>.Empty;

    public DeclaredToolSet(
        DefinitionStore store, ToolCatalog catalog, BaseUrlRules rules, OutboundHttp http, ApiResponses answers, IConfiguration configuration,
        ILogger<DeclaredToolSet> log)
    {
        (_store, _catalog, _http, _answers, _log) = (store, catalog, http, answers, log);
        _files = DefinitionFiles.Read(configuration, rules)
            .Select(file => Compile(file.Tool, null, JsonObject.Create(file.Document)!))
            .ToFrozenDictionary(tool => tool.Tool, StringComparer.Ordinal);
        Publish();
    }

    public IEnumerable<DeclaredTool> All => _files.Values.Concat(_stored.Values).OrderBy(tool => tool.Tool, StringComparer.Ordinal);

    public bool IsOfFile(string tool) => _files.ContainsKey(tool);

    public DeclaredTool? FindOfFile(string tool) => _files.GetValueOrDefault(tool);

    /// <summary>Takes over what has changed in storage; what has not stays the same objects.</summary>
    /// <exception cref="Storage.StorageUnavailableException">What is known stays in use.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var known = _stored;
            var now = new Dictionary<string, DeclaredTool>(StringComparer.Ordinal);
            // A file was put there by whoever runs this replica: what it names is not for storage to say.
            foreach (var head in (await _store.ListHeadsAsync(cancellationToken)).Where(head => !head.Deleted && !IsOfFile(head.Tool)))
            {
                var tool = known.GetValueOrDefault(head.Tool);
                if (tool?.Version != head.Version && !_unusable.Contains(head))
                {
                    tool = await LoadAsync(head, cancellationToken) ?? tool;
                }

                if (tool is not null)
                {
                    now.Add(head.Tool, tool);
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

    /// <returns>Null when this replica cannot use the definition: written by a newer one, or damaged. The version before goes on.</returns>
    private async Task<DeclaredTool?> LoadAsync(DefinitionHead head, CancellationToken cancellationToken)
    {
        if (await _store.FindAsync(head.Tool, head.Version, cancellationToken) is not { } stored)
        {
            return null;
        }

        var errors = new DocumentErrors();
        try
        {
            using var json = JsonDocument.Parse(stored.Definition);
            if (ToolDefinitionReader.Read(json.RootElement, path: "", errors) is { } definition && definition.Tool == head.Tool)
            {
                return Compile(definition, head.Version, JsonNode.Parse(stored.Definition)!.AsObject());
            }
        }
        catch (JsonException)
        {
            errors.Add("", "is not JSON");
        }

        _unusable.Add(head);
        Log.Unusable(_log, head.Tool, head.Version, string.Join(' ', errors.ToDictionary().Values.SelectMany(complaints => complaints)));
        return null;
    }

    private DeclaredTool Compile(ToolDefinition definition, int? version, JsonObject document) => new(
        definition,
        version,
        document,
        DeclaredActions.Of(
            definition, version?.ToString(CultureInfo.InvariantCulture) ?? FileVersion, new DeclaredHttpAdapter(definition, _http, _answers)));

    private void Publish() => _catalog.Declare("declared", All.SelectMany(tool => tool.Actions));

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Version {Version} of the declared tool {Tool} cannot be used here; the one before goes on. {Why}")]
        public static partial void Unusable(ILogger logger, string tool, int version, string why);
    }
}
