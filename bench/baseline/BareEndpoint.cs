using System.Text.Json.Serialization;

namespace FourRunr.Bench.Baseline;

/// <summary>The least that a web server can do with a call: parse its body, and answer what the gateway answers.</summary>
internal static class BareEndpoint
{
    public static Task RunAsync(string url, RecordedAnswer answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url).ConfigureKestrel(server => server.AddServerHeader = false);
        var app = builder.Build();
        app.MapPost("/v1/tools/serpapi/search", (HttpContext context) => HandleAsync(context, answer));
        return app.RunAsync();
    }

    private static async Task HandleAsync(HttpContext context, RecordedAnswer answer)
    {
        var search = await context.Request.ReadFromJsonAsync(SearchJson.Default.Search);
        if (search?.Q is not { Length: > 0 })
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (!answer.IsChunked)
        {
            context.Response.ContentLength = answer.Body.Length;
        }

        await context.Response.BodyWriter.WriteAsync(answer.Body);
    }
}

internal sealed record Search([property: JsonPropertyName("q")] string Q);

[JsonSerializable(typeof(Search))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class SearchJson : JsonSerializerContext;
