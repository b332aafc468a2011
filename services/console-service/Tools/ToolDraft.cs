using FourRunr.WebConsole.Documents;
using FourRunr.WebConsole.Gateway;

namespace FourRunr.WebConsole.Tools;

/// <summary>The definition of a declared tool that is being written.</summary>
internal sealed class ToolDraft(GatewayClient gateway)
{
    public const string Template = """
        tool: weather
        description: Forecasts of places.
        base_url: https://api.open-meteo.com/v1
        actions:
          forecast:
            method: GET
            path: /forecast
            query: {latitude: "{latitude}", longitude: "{longitude}"}
            parameters:
              properties: {latitude: {type: number}, longitude: {type: number}}
              required: [latitude, longitude]

        """;

    private string _text = "";

    /// <summary>Null for a new tool.</summary>
    public DeclaredToolResponse? Stored { get; private set; }

    public string? ETag { get; private set; }

    public string Text
    {
        get => _text;
        set => (_text, Faults, Problem) = (value, [], null);
    }

    public IReadOnlyList<DocumentFault> Faults { get; private set; } = [];

    public Problem? Problem { get; private set; }

    public void Begin(string text) => (Stored, ETag, Text) = (null, null, text);

    public void Begin(DeclaredToolResponse stored, string? etag) => (Stored, ETag, Text) = (stored, etag, YamlText.Of(stored.Definition));

    /// <summary>Shows what an import made, with what must still be corrected.</summary>
    public void Begin(ImportToolResponse imported)
    {
        Begin(YamlText.Of(imported.Definition));
        Faults =
        [
            .. from error in imported.Errors ?? new Dictionary<string, string[]>()
               from message in error.Value
               select new DocumentFault(message, error.Key, DocumentLines.Find(Text, error.Key)),
        ];
    }

    /// <returns>Null when it was refused.</returns>
    public async Task<DeclaredToolResponse?> SaveAsync(CancellationToken cancellationToken)
    {
        var (document, fault) = DocumentText.Read(_text);
        (Problem, Faults) = (null, fault is null ? [] : [fault]);
        if (document is null)
        {
            return null;
        }

        var (method, path) = Stored is { } stored ? (HttpMethod.Put, $"/v1/admin/tools/{Uri.EscapeDataString(stored.Tool)}") : (HttpMethod.Post, "/v1/admin/tools");
        var reply = await gateway.SendAsync<DeclaredToolResponse>(method, path, document, ETag, cancellationToken);
        if (reply is GatewayReply<DeclaredToolResponse>.Ok { Value: var saved, ETag: var etag })
        {
            Begin(saved, etag);
            return saved;
        }

        var problem = ((GatewayReply<DeclaredToolResponse>.Refused)reply).Problem;
        Faults = DocumentFault.Of(problem, _text);
        Problem = Faults.Count > 0 ? null : problem;
        return null;
    }
}
