using FourRunr.ToolProxy.Tests.Outbound;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools.HttpFetch;

/// <summary>A small internet of its own for each test, and the real way out to its public site.</summary>
public abstract class FetchedSite : IAsyncLifetime
{
    private protected const string Url = $"http://{SmallInternet.PublicHost}/";

    private protected SmallInternet Internet { get; } = new();

    private protected ServiceProvider Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Internet.InitializeAsync();
        Gateway = Internet.Gateway();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Gateway.DisposeAsync();
        await Internet.DisposeAsync();
    }

    private protected void Answer(string body, string? contentType = "text/html", Action<HttpContext>? more = null) => Internet.Site.Answer = context =>
    {
        context.Response.Headers.ContentType = contentType;
        more?.Invoke(context);
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body)).AsTask();
    };
}
