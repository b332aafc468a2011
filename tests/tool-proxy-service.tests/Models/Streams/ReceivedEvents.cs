using System.Net.ServerSentEvents;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Tests.Models.Streams;

/// <summary>A stream as a client reads it.</summary>
internal sealed record ReceivedEvents(IReadOnlyList<(string Name, string Data)> Events)
{
    public IEnumerable<JsonObject> Objects => Events.Where(sent => sent.Data != "[DONE]").Select(sent => JsonNode.Parse(sent.Data)!.AsObject());

    public static ReceivedEvents Of(string stream)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(stream));
        return new ReceivedEvents([.. SseParser.Create(body).Enumerate().Select(sent => (sent.EventType, sent.Data))]);
    }

    /// <summary>All texts that arrived in pieces, put together: what a client shows of one channel of a sample.</summary>
    public string Pieces(ModelDialect dialect) => dialect switch
    {
        ModelDialect.ChatCompletions => string.Concat(Objects.SelectMany(data => data["choices"]!.AsArray()).SelectMany(choice => Texts(choice!["delta"]))),
        ModelDialect.Responses => string.Concat(Objects.Where(data => data["type"]!.GetValue<string>().EndsWith(".delta", StringComparison.Ordinal)).Select(data => data["delta"]!.GetValue<string>())),
        _ => string.Concat(Objects.Where(data => data["type"]!.GetValue<string>() == "content_block_delta").SelectMany(data => Texts(data["delta"]))),
    };

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.Where(member => member.Key is not ("role" or "id" or "type" or "name")).SelectMany(member => Texts(member.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        _ => [],
    };
}
