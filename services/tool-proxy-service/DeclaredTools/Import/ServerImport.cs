namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>Chooses the server of a tool. Operations may have servers of their own; a tool calls one server only, since its credential goes there.</summary>
internal sealed class ServerImport
{
    private readonly ApiDocument _document;
    private readonly ImportToolRequest _request;

    public ServerImport(ApiDocument document, ImportToolRequest request, IReadOnlyList<ApiOperation> operations, Action<string> warn)
    {
        (_document, _request) = (document, request);
        var servers = operations.Select(ServerOf).OfType<string>().ToList();
        // The document's server if an operation uses it, else the one that most operations use.
        var own = FirstOf(document.Root);
        BaseUrl = request.BaseUrl ?? request.Server
            ?? (own is not null && servers.Contains(own) ? own : servers.GroupBy(server => server).MaxBy(same => same.Count())?.Key ?? own);
        if (request.BaseUrl is null && document.Root.Items("servers").Skip(1).Any())
        {
            warn("The document has several servers; the first is used.");
        }
    }

    /// <summary>Null if the document names none.</summary>
    public string? BaseUrl { get; }

    /// <exception cref="UnsupportedException">The operation has another server.</exception>
    public void Check(ApiOperation operation)
    {
        if (_request.BaseUrl is null && ServerOf(operation) is { } server && server != BaseUrl)
        {
            throw new UnsupportedException($"its server is {server}: import it as a separate tool with 'server', or name one server for all operations with 'base_url'");
        }
    }

    /// <summary>Servers of the operation replace those of the path item, which replace those of the document.</summary>
    private string? ServerOf(ApiOperation operation) => FirstOf(operation.Json) ?? FirstOf(operation.PathItem) ?? FirstOf(_document.Root);

    private string? FirstOf(JsonElement owner)
    {
        var server = owner.Items("servers").FirstOrDefault();
        if (server.Text("url") is not { } url)
        {
            return null;
        }

        foreach (var variable in server.Members("variables"))
        {
            url = url.Replace($"{{{variable.Name}}}", variable.Value.Text("default"), StringComparison.Ordinal);
        }

        // A URL that is not valid is kept, so that the definition reader reports it. A relative one is relative to the document.
        return url.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? url
            : _request.SourceUrl is { } source && Uri.TryCreate(new Uri(source), url, out var joined) ? joined.AbsoluteUri
            : null;
    }
}
