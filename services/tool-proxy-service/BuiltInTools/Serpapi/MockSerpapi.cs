using FourRunr.ToolProxy.Json;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools.Serpapi;

/// <summary>Mocked search results in the shape of SerpApi's. Pages of one query belong together: result 11 is the same on every page.</summary>
internal sealed class MockSerpapi : IToolAdapter
{
    private const int ResultsPerPage = 10;

    public Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        var query = request.Text("q")!;
        var engine = request.Text("engine") ?? SerpapiTool.DefaultEngine;
        var total = MockSeed.Of(engine, query).Number(200, 5000);
        var start = request.WholeNumber("start") ?? 0;
        var count = Math.Clamp(total - start, 0, request.WholeNumber("num") ?? ResultsPerPage);
        var id = MockSeed.Of(request.Action, request.Parameters);

        using var json = ReusedJsonWriter.Take();
        var writer = json.Writer;
        writer.WriteStartObject();
        WriteMetadata(writer, id);
        WriteEcho(writer, request, query, engine);
        writer.WriteStartObject("search_information"u8);
        writer.WriteString("query_displayed"u8, query);
        writer.WriteNumber("total_results"u8, total);
        writer.WriteNumber("time_taken_displayed"u8, 0.25);
        writer.WriteString("organic_results_state"u8, count > 0 ? "Results for exact spelling" : "Fully empty");
        writer.WriteEndObject();
        writer.WriteStartArray("organic_results"u8);
        var pages = MockSeed.Of(engine, query, request.Text("location"), request.Text("safe"));
        Span<char> text = stackalloc char[query.Length + 128];
        for (var i = 0; i < count; i++)
        {
            WriteResult(writer, query, pages.Part(start + i + 1), rank: start + i + 1, position: i + 1, text);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        return Task.FromResult<ToolResult>(ToolResult.MockedJson(json.Written.ToArray()));
    }

    private static void WriteMetadata(Utf8JsonWriter writer, MockSeed id)
    {
        Span<char> hex = stackalloc char[32];
        id.WriteHex(hex);
        writer.WriteStartObject("search_metadata"u8);
        writer.WriteString("id"u8, hex[..24]);
        writer.WriteString("status"u8, "Success"u8);
        writer.WriteString("created_at"u8, "2026-01-01 00:00:00 UTC"u8);
        writer.WriteString("processed_at"u8, "2026-01-01 00:00:00 UTC"u8);
        writer.WriteNumber("total_time_taken"u8, 0.5);
        writer.WriteEndObject();
    }

    private static void WriteEcho(Utf8JsonWriter writer, ToolRequest request, string query, string engine)
    {
        writer.WriteStartObject("search_parameters"u8);
        writer.WriteString("engine"u8, engine);
        writer.WriteString("q"u8, query);
        if (request.Text("location") is { } location)
        {
            writer.WriteString("location_requested"u8, location);
            writer.WriteString("location_used"u8, location);
        }

        if (request.WholeNumber("num") is { } num)
        {
            writer.WriteNumber("num"u8, num);
        }

        if (request.WholeNumber("start") is { } start)
        {
            writer.WriteNumber("start"u8, start);
        }

        if (request.Text("safe") is { } safe)
        {
            writer.WriteString("safe"u8, safe);
        }

        writer.WriteEndObject();
    }

    /// <param name="text">Room for the longest text of a result.</param>
    private static void WriteResult(Utf8JsonWriter writer, string query, MockSeed page, int rank, int position, Span<char> text)
    {
        Span<char> hex = stackalloc char[32];
        page.WriteHex(hex);
        var host = hex[..4];
        var path = hex[4..12];
        int length;
        writer.WriteStartObject();
        writer.WriteNumber("position"u8, position);
        text.TryWrite($"{query}: result {rank}", out length);
        writer.WriteString("title"u8, text[..length]);
        text.TryWrite($"https://{host}.example.com/{path}", out length);
        writer.WriteString("link"u8, text[..length]);
        text.TryWrite($"https://{host}.example.com › {path}", out length);
        writer.WriteString("displayed_link"u8, text[..length]);
        text.TryWrite($"An invented page about {query}, number {rank} of this search.", out length);
        writer.WriteString("snippet"u8, text[..length]);
        text.TryWrite($"{host}.example.com", out length);
        writer.WriteString("source"u8, text[..length]);
        writer.WriteEndObject();
    }
}
