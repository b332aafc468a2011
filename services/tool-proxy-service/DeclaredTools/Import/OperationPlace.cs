using System.Text.Json;

namespace FourRunr.ToolProxy.DeclaredTools.Import;

/// <summary>An operation where it stands in a document.</summary>
/// <param name="Item">The path item around it.</param>
internal sealed record OperationPlace(string Path, HttpMethod Method, JsonElement Item, JsonElement Operation)
{
    private static readonly HttpMethod[] Methods =
        [HttpMethod.Get, HttpMethod.Put, HttpMethod.Post, HttpMethod.Delete, HttpMethod.Options, HttpMethod.Head, HttpMethod.Patch, HttpMethod.Trace];

    /// <summary>E.g. <c>GET /pets</c>.</summary>
    public string Label => $"{Method.Method} {Path}";

    public string? Id => Operation.Text("operationId");

    /// <summary>All of a document. A path that leads out of it has none.</summary>
    public static IEnumerable<OperationPlace> Of(ApiDocument document)
    {
        foreach (var path in document.Root.Members("paths"))
        {
            var item = Resolve(document, path.Value);
            foreach (var method in Methods)
            {
                if (item?.Member(method.Method.ToLowerInvariant()) is { ValueKind: JsonValueKind.Object } operation)
                {
                    yield return new OperationPlace(path.Name, method, item.Value, operation);
                }
            }
        }
    }

    private static JsonElement? Resolve(ApiDocument document, JsonElement item)
    {
        try
        {
            return document.Resolve(item);
        }
        catch (UnsupportedException)
        {
            return null;
        }
    }
}
