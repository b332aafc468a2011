using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.EndToEnd.Tests.FrontDoor;

/// <summary>Sees every request as a service gets it.</summary>
internal sealed class HeaderSpy : IStartupFilter
{
    public ConcurrentQueue<(string Path, Dictionary<string, string> Headers)> Requests { get; } = [];

    public void Install(IServiceCollection services) => services.AddSingleton<IStartupFilter>(this);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, following) =>
        {
            Requests.Enqueue((context.Request.Path, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString())));
            return following(context);
        });
        next(app);
    };
}
