namespace FourRunr.ToolProxy.DeclaredTools.Import;

internal sealed record ApiOperation(string Path, HttpMethod Method, JsonElement PathItem, JsonElement Json)
{
    private static readonly HttpMethod[] Methods =
        [HttpMethod.Get, HttpMethod.Put, HttpMethod.Post, HttpMethod.Delete, HttpMethod.Options, HttpMethod.Head, HttpMethod.Patch, HttpMethod.Trace];

    /// <summary>E.g. <c>GET /pets</c>.</summary>
    public string Label { get; } = $"{Method.Method} {Path}";

    public string? Id => Json.Text("operationId");

    public bool IsCalled(string name) => name == Label || name == Id;

    /// <summary>All operations of a document, except those of a path item that cannot be resolved.</summary>
    public static IEnumerable<ApiOperation> Of(ApiDocument document) =>
        from path in document.Root.Members("paths")
        let item = document.TryResolve(path.Value) ?? default
        from method in Methods
        let operation = item.Member(method.Method.ToLowerInvariant())
        where operation is { ValueKind: JsonValueKind.Object }
        select new ApiOperation(path.Name, method, item, operation.Value);
}
