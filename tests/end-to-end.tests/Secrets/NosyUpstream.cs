using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FourRunr.EndToEnd.Tests.Secrets;

/// <summary>An API that says back everything it was sent, in good answers, in refusals and in broken ones.</summary>
internal sealed class NosyUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;

    private NosyUpstream()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>0: hangs up in the middle of a good answer.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Everything it was sent, to prove that the secrets really came this way.</summary>
    public string Heard { get; private set; } = "";

    public static async Task<NosyUpstream> StartAsync()
    {
        var upstream = new NosyUpstream();
        await upstream._app.StartAsync();
        return upstream;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        var heard = $"{context.Request.Path}{context.Request.QueryString} {context.Request.Headers.Authorization} {await body.ReadToEndAsync()}";
        Heard += heard;
        context.Response.StatusCode = Status == 0 ? StatusCodes.Status200OK : Status;
        context.Response.Headers.Location = $"http://127.0.0.1/{Uri.EscapeDataString(heard)}";
        if (Status == 0)
        {
            context.Response.ContentLength = 100_000;
            await context.Response.WriteAsync($"{{\"echo\":\"{heard.Length}");
            context.Abort();
            return;
        }

        await context.Response.WriteAsJsonAsync(new { error = new { message = heard }, echo = heard, headers = context.Request.Headers });
    }
}
