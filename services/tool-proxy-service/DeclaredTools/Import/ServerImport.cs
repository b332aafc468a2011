using System.Text.Json;
using FourRunr.Contracts;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>
/// The one server of a tool. Operations may have servers of their own; a tool asks one only, since its credential goes there.
/// </summary>
internal sealed class ServerImport
{
    private readonly ApiDocument _document;
    private readonly ImportToolRequest _request;
    private readonly bool _takesAll;

    public ServerImport(ApiDocument document, ImportToolRequest request, IReadOnlyList<OperationPlace> wanted, Action<string> warn)
    {
        (_document, _request) = (document, request);
        _takesAll = request.BaseUrl is not null;
        var servers = wanted.Select(ServerOf).ToList();
        // The document's own before others; among others the one that most operations have.
        var own = FirstOf(document.Root);
        BaseUrl = request.BaseUrl ?? request.Server
            ?? (own is not null && servers.Contains(own) ? own : servers.Where(server => server is not null).GroupBy(server => server).MaxBy(same => same.Count())?.Key ?? own);
        if (!_takesAll && document.Root.Items("servers").Skip(1).Any())
        {
            warn("The document has several servers; the first is taken.");
        }
    }

    /// <summary>Null when the document does not say.</summary>
    public string? BaseUrl { get; }

    /// <exception cref="UnsupportedException">The operation is elsewhere.</exception>
    public void Demand(OperationPlace place)
    {
        if (!_takesAll && ServerOf(place) is { } server && server != BaseUrl)
        {
            throw new UnsupportedException($"its server is {server}: import it as a tool of its own with 'server', or say with 'base_url' where all operations are");
        }
    }

    /// <summary>The nearest counts: the operation's, the path's, the document's.</summary>
    private string? ServerOf(OperationPlace place) => FirstOf(place.Operation) ?? FirstOf(place.Item) ?? FirstOf(_document.Root);

    private string? FirstOf(JsonElement holder)
    {
        if (holder.Items("servers").Cast<JsonElement?>().FirstOrDefault() is not { } server || server.Text("url") is not { } url)
        {
            return null;
        }

        foreach (var variable in server.Members("variables"))
        {
            url = url.Replace($"{{{variable.Name}}}", variable.Value.Text("default"), StringComparison.Ordinal);
        }

        // A path alone is relative to where the document was.
        return Uri.TryCreate(url, UriKind.Absolute, out var absolute) && absolute.Scheme is "http" or "https" ? url
            : url.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? url
            : _request.SourceUrl is { } source && Uri.TryCreate(new Uri(source), url, out var joined) ? joined.AbsoluteUri
            : null;
    }
}
