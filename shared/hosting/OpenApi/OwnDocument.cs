using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FourRunr.Hosting.OpenApi;

/// <summary>The document of this service alone. Made at the first use and kept, because routes do not change while a service runs.</summary>
public sealed class OwnDocument : IServedDocument
{
    private const string Name = "v1";

    private readonly Lazy<Task<(JsonObject Json, DocumentCopy Copy)>> _made;

    public OwnDocument(IServiceProvider services) =>
        _made = new(() => Task.Run(() => MakeAsync(services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name))));

    public async ValueTask<DocumentCopy> GetAsync(CancellationToken cancellationToken) => (await _made.Value.WaitAsync(cancellationToken)).Copy;

    /// <summary>Shared, so it must not be changed.</summary>
    public async ValueTask<JsonObject> ReadAsync(CancellationToken cancellationToken) => (await _made.Value.WaitAsync(cancellationToken)).Json;

    private static async Task<(JsonObject Json, DocumentCopy Copy)> MakeAsync(IOpenApiDocumentProvider provider)
    {
        var document = await provider.GetOpenApiDocumentAsync();
        var json = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
        var root = JsonNode.Parse(json)!.AsObject();
        DocumentRules.Apply(root);
        return (root, DocumentCopy.Of(root));
    }
}
