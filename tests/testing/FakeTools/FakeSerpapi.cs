namespace FourRunr.Testing.FakeTools;

/// <summary>Answers searches as SerpApi does; its log has the words that were searched for.</summary>
public static class FakeSerpapi
{
    public static Task<FakeTool> StartAsync() => FakeTool.StartAsync(
        HttpMethod.Get,
        "/search.json",
        request => Task.FromResult(request.Query["q"].ToString()),
        number => new
        {
            search_metadata = new { id = $"search-{number}", status = "Success" },
            organic_results = new[] { new { position = 1, title = "A result", link = "https://example.com/", snippet = "Words." } },
        });
}
