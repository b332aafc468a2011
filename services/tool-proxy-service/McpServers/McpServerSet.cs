using System.Threading.Channels;
using FourRunr.Invalidation;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.DeclaredTools.Catalog;
using FourRunr.ToolProxy.McpServers.Admission;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.McpServers;

/// <summary>
/// The MCP servers that this replica uses. Each is asked for its list about once a minute; what it lists is held against the pins that all
/// replicas share, and only tools that are as an operator approved them are in the catalog. A server that does not answer loses none of its
/// tools: they are offered as they were, and fail by themselves.
/// </summary>
internal sealed partial class McpServerSet(
    DeclaredToolSet declared,
    PinStore pins,
    ToolCatalog catalog,
    McpServerClients clients,
    CredentialProvider credentials,
    McpRequestState states,
    IInvalidationChannel channel,
    McpServerMetrics metrics,
    TimeProvider clock,
    ILogger<McpServerSet> log) : BackgroundService
{

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ListInterval = TimeSpan.FromSeconds(60);

    /// <summary>After a list that could not be had.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, (McpServer Server, DeclaredTool Tool, DateTimeOffset NextList)> _servers = new(StringComparer.Ordinal);
    private IDisposable? _subscription;

    /// <summary>Whether the pins may have changed since they were last read.</summary>
    private volatile bool _isStale = true;

    public McpServer? Find(string tool) => All.FirstOrDefault(server => server.Tool == tool);

    public IReadOnlyList<McpServer> All
    {
        get
        {
            Follow();
            lock (_servers)
            {
                return [.. _servers.Values.Select(known => known.Server).OrderBy(server => server.Tool, StringComparer.Ordinal)];
            }
        }
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = channel.Subscribe(subjects =>
        {
            if (subjects.Contains(Contracts.InvalidationSubjects.Tools))
            {
                _isStale = true;
                _wake.Writer.TryWrite(true);
            }
        });
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Asks one server for its list now.</summary>
    /// <exception cref="StorageUnavailableException">The pins are not reachable.</exception>
    public async Task RefreshAsync(McpServer server, CancellationToken cancellationToken)
    {
        server.Forget();
        await ObserveAsync(server, cancellationToken);
        await PublishAsync(cancellationToken);
    }

    /// <summary>Takes a decision of an operator over, here and at all other replicas.</summary>
    public async Task DecidedAsync(CancellationToken cancellationToken)
    {
        await PublishAsync(cancellationToken);
        await channel.PublishAsync([Contracts.InvalidationSubjects.Tools], cancellationToken);
    }

    public override void Dispose()
    {
        _subscription?.Dispose();
        _gate.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var timer = clock.CreateTimer(_ => _wake.Writer.TryWrite(true), state: null, TimeSpan.Zero, Interval);
        var publishedAt = DateTimeOffset.MinValue;
        await foreach (var _ in _wake.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                Follow();
                var due = Due();
                await Task.WhenAll(due.Select(server => ObserveAsync(server, stoppingToken)));
                // Beside the news also now and then: a message to this replica may have been lost.
                if (_isStale || due.Count > 0 || clock.GetUtcNow() - publishedAt >= RetryInterval)
                {
                    _isStale = false;
                    await PublishAsync(stoppingToken);
                    publishedAt = clock.GetUtcNow();
                }
            }
            catch (Exception exception) when (exception is StorageUnavailableException or DependencyUnavailableException)
            {
                _isStale = true;
                Log.Postponed(log);
            }
        }
    }

    /// <summary>Takes over which servers are declared.</summary>
    private void Follow()
    {
        lock (_servers)
        {
            var now = declared.All.Where(tool => tool.Definition.Mcp is not null).ToDictionary(tool => tool.Tool, StringComparer.Ordinal);
            foreach (var gone in _servers.Keys.Except(now.Keys).ToList())
            {
                _servers.Remove(gone);
            }

            foreach (var tool in now.Values.Where(tool => !_servers.TryGetValue(tool.Tool, out var known) || !ReferenceEquals(known.Tool, tool)))
            {
                var version = tool.Version?.ToString(CultureInfo.InvariantCulture) ?? "file";
                _servers[tool.Tool] = (new McpServer(tool.Definition, version, clients.Of(tool.Definition), credentials, states), tool, clock.GetUtcNow());
            }
        }
    }

    private List<McpServer> Due()
    {
        var now = clock.GetUtcNow();
        lock (_servers)
        {
            var due = _servers.Where(pair => pair.Value.NextList <= now).ToList();
            foreach (var (tool, known) in due)
            {
                // Spread, so that replicas and servers do not all ask at once.
                _servers[tool] = known with { NextList = now + ListInterval * (0.9 + 0.2 * Random.Shared.NextDouble()) };
            }

            return [.. due.Select(pair => pair.Value.Server)];
        }
    }

    private async Task ObserveAsync(McpServer server, CancellationToken cancellationToken)
    {
        var (now, before) = (clock.GetUtcNow(), server.Problem);
        if (await server.ListAsync(now, cancellationToken) is not { } tools)
        {
            // Once, and not each time that it is asked again.
            if (server.Problem != before)
            {
                Log.NoList(log, server.Tool, server.Problem ?? "");
            }

            lock (_servers)
            {
                if (_servers.TryGetValue(server.Tool, out var known))
                {
                    _servers[server.Tool] = known with { NextList = now + RetryInterval };
                }
            }

            return;
        }

        var changes = await pins.ObserveAsync(server.Tool, tools, server.Source.TrustsFirstUse, now, cancellationToken);
        if (changes.Any)
        {
            Log.Changed(log, server.Tool, changes.New.Count, changes.Changed.Count, changes.Gone.Count);
            metrics.Changed(server.Tool, changes);
            await channel.PublishAsync([Contracts.InvalidationSubjects.Tools], CancellationToken.None);
        }
    }

    /// <summary>Puts into the catalog what the pins allow.</summary>
    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (All.Count == 0 && catalog.DeclaredBy(ToolKind.McpServer).Count == 0)
        {
            return;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            var all = (await pins.ListAsync(cancellationToken)).ToLookup(pin => pin.Server, StringComparer.Ordinal);
            var actions = All.SelectMany(server => server.Offer(all[server.Tool])).ToList();
            if (!actions.SequenceEqual(catalog.DeclaredBy(ToolKind.McpServer), ReferenceEqualityComparer.Instance))
            {
                catalog.Declare(ToolKind.McpServer, actions);
            }

            metrics.Known(All, all);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The MCP server {Tool} did not list its tools: {Why} Those that are known stay in use.")]
        public static partial void NoList(ILogger logger, string tool, string why);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The MCP server {Tool} lists {New} new tools, {Changed} with another definition, and {Gone} no more. New and changed ones wait for an operator.")]
        public static partial void Changed(ILogger logger, string tool, int @new, int changed, int gone);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The pins of MCP tools are not reachable; what is known stays in use.")]
        public static partial void Postponed(ILogger logger);
    }
}
