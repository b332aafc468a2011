using FluentValidation;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.OpenApi;
using FourRunr.Hosting.Validation;
using FourRunr.Storage;
using FourRunr.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.Shared.Tests.Http;

/// <summary>The smallest service that stands on the gateway's defaults.</summary>
internal sealed class TinyService : IAsyncDisposable
{
    /// <summary>Must never be seen by a caller.</summary>
    public const string ExceptionText = "the password of the database is hunter2";

    private readonly RunningService _service;
    private readonly TemporaryDirectory _data;
    private readonly Counter _handled;

    private TinyService(RunningService service, TemporaryDirectory data, Counter handled)
    {
        (_service, _data, _handled) = (service, data, handled);
        Client = service.Client();
    }

    public HttpClient Client { get; }

    public Uri Url => _service.Url;

    /// <summary>How often the handler of <c>POST /things</c> ran.</summary>
    public int Handled => _handled.Count;

    /// <param name="clock">In place of the machine's.</param>
    public static async Task<TinyService> StartAsync(
        string[]? settings = null, TimeProvider? clock = null, Action<IServiceCollection>? configure = null)
    {
        var data = new TemporaryDirectory();
        var handled = new Counter();
        var service = await RunningService.StartAsync(
            (args, configure) => Create(args, configure, app => Map(app, handled)),
            [$"--GATEWAY_DATA_DIR={data.Path}", .. settings ?? []],
            services =>
            {
                services.AddSingleton(clock ?? TimeProvider.System);
                configure?.Invoke(services);
            });
        return new TinyService(service, data, handled);
    }

    public Task StopAsync() => _service.StopAsync();

    public static WebApplication Create(string[] args, Action<IServiceCollection>? configure, Action<WebApplication> map)
    {
        var builder = GatewayHost.CreateBuilder(args, "tiny-service", settings => settings.AuthUrl, configure);
        builder.Services.AddOpenApi(options => OpenApiDefaults.Describe(options, "tiny"));
        builder.Services.AddSingleton<IBearerIntrospector, Nobody>();
        builder.Services.AddAccess();
        builder.Services.AddSingleton<IValidator<Thing>, ThingValidator>();
        var app = builder.Build();
        app.UseGatewayDefaults();
        map(app);
        return app.CheckEndpoints();
    }

    public ValueTask DisposeAsync()
    {
        _data.Dispose();
        return _service.DisposeAsync();
    }

    private static void Map(IEndpointRouteBuilder routes, Counter handled)
    {
        var open = routes.MapGroup("").WithBodyValidation().AllowAnonymous();
        open.MapPost("/things", ([FromBody] Thing thing) =>
        {
            handled.Add();
            return TypedResults.Ok(thing.Name);
        });
        open.MapGet("/things/{number}", (int number) => TypedResults.Ok(number));
        open.MapGet("/endless", EndlessAsync);
        open.MapGet("/mistake", IResult () => throw new InvalidOperationException(ExceptionText));
        open.MapGet("/no-storage", IResult () => throw new StorageUnavailableException(new TimeoutException(ExceptionText)));
        open.MapGet("/no-dependency", IResult () => throw new DependencyUnavailableException("auth-service", new TimeoutException(ExceptionText)));
        routes.MapGet("/admins", () => TypedResults.Ok()).RequireAccess(AccessRole.Admin);
    }

    private static async Task EndlessAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain";
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    private sealed class Nobody : IBearerIntrospector
    {
        public ValueTask<IntrospectionResponse> IntrospectAsync(ReadOnlyMemory<char> token, CancellationToken cancellationToken) =>
            new(new IntrospectionResponse { Active = false, Code = GatewayErrors.TokenInvalid.Code });
    }

    private sealed class Counter
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Add() => Interlocked.Increment(ref _count);
    }
}
