using System.Net.Http.Headers;
using FourRunr.Testing;

namespace FourRunr.EndToEnd.Tests.OpenApi;

/// <summary>Sends the requests of <see cref="EveryOperation"/>, and keeps what later ones need.</summary>
internal sealed class OperationStory(HttpClient client)
{
    private const string FormType = "application/x-www-form-urlencoded";

    private readonly Dictionary<string, string> _kept = [];

    public async Task<HttpResponseMessage> SendAsync(ApiOperation operation, Step step)
    {
        var bearer = step.As switch
        {
            Caller.Operator => TestSecrets.AdminKey,
            Caller.Service => TestSecrets.ServiceKey,
            Caller.Agent => _kept["token"],
            _ => null,
        };
        using var request = new HttpRequestMessage(operation.Method, Fill(step.Path));
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        if (step.Body is { } body)
        {
            request.Content = operation.Json["requestBody"]!["content"]![FormType] is null
                ? new StringContent(Fill(body), Encoding.UTF8, "application/json")
                : new FormUrlEncodedContent(JsonSerializer.Deserialize<Dictionary<string, string>>(Fill(body))!);
        }

        return await client.SendAsync(request);
    }

    public async Task KeepAsync(Step step, HttpResponseMessage response)
    {
        foreach (var (name, member) in (step.Keep ?? []).Select(keep => keep.Split('=')).Select(parts => (parts[0], parts[1])))
        {
            _kept[name] = (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())![member]!;
        }
    }

    /// <summary>Puts what was kept in the place of its name in braces.</summary>
    public string Fill(string text) =>
        _kept.Aggregate(text, (filled, kept) => filled.Replace($"{{{kept.Key}}}", kept.Value, StringComparison.Ordinal));
}
