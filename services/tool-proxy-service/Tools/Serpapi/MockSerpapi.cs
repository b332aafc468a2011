using System.Text.Json.Nodes;
using FourRunr.ToolProxy.Tools.Parameters;

namespace FourRunr.ToolProxy.Tools.Serpapi;

/// <summary>Invented search results in the shape of SerpApi's. Pages of one query belong together: result 11 is the same on every page.</summary>
internal sealed class MockSerpapi : IToolAdapter
{
    public Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        var (action, parameters) = (request.Action, request.Parameters);
        var search = ParameterReader.Read<SearchParameters>(parameters);
        var engine = search.Engine ?? SearchParameters.DefaultEngine;
        var total = MockSeed.Of(engine, search.Q).Number(0, 200, 5000);
        var start = search.Start ?? 0;
        var count = Math.Clamp(total - start, 0, search.Num ?? SearchParameters.DefaultNum);
        var id = MockSeed.Of(action, parameters).Hex(24);

        var results = new JsonArray();
        for (var i = 0; i < count; i++)
        {
            results.Add(Result(search, engine, rank: start + i + 1, position: i + 1));
        }

        return Task.FromResult<ToolResult>(ToolResult.Invented(new JsonObject
        {
            ["search_metadata"] = new JsonObject
            {
                ["id"] = id,
                ["status"] = "Success",
                ["created_at"] = "2026-01-01 00:00:00 UTC",
                ["processed_at"] = "2026-01-01 00:00:00 UTC",
                ["total_time_taken"] = 0.5,
            },
            ["search_parameters"] = Echo(search, engine),
            ["search_information"] = new JsonObject
            {
                ["query_displayed"] = search.Q,
                ["total_results"] = total,
                ["time_taken_displayed"] = 0.25,
                ["organic_results_state"] = count > 0 ? "Results for exact spelling" : "Fully empty",
            },
            ["organic_results"] = results,
        }));
    }

    private static JsonObject Echo(SearchParameters search, string engine)
    {
        var echo = new JsonObject { ["engine"] = engine, ["q"] = search.Q };
        if (search.Location is not null)
        {
            echo["location_requested"] = search.Location;
            echo["location_used"] = search.Location;
        }

        if (search.Num is not null)
        {
            echo["num"] = search.Num;
        }

        if (search.Start is not null)
        {
            echo["start"] = search.Start;
        }

        if (search.Safe is not null)
        {
            echo["safe"] = search.Safe;
        }

        return echo;
    }

    private static JsonObject Result(SearchParameters search, string engine, int rank, int position)
    {
        var page = MockSeed.Of(engine, search.Q, search.Location, search.Safe, $"{rank}").Hex(12);
        var link = $"https://{page[..4]}.example.com/{page[4..]}";
        return new JsonObject
        {
            ["position"] = position,
            ["title"] = $"{search.Q}: result {rank}",
            ["link"] = link,
            ["displayed_link"] = $"https://{page[..4]}.example.com › {page[4..]}",
            ["snippet"] = $"An invented page about {search.Q}, number {rank} of this search.",
            ["source"] = $"{page[..4]}.example.com",
        };
    }
}
