using System.Diagnostics;
using System.Net;
using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Resilience;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace FourRunr.ToolProxy.Forwarding;

/// <summary>Passes a request on to the service that it is for, as the caller and never with a credential of the gateway.</summary>
internal sealed class FrontDoor(IHttpForwarder forwarder, IOptions<DependencyOptions> times) : IDisposable
{
    private readonly ForwarderRequestConfig _agents = Within(times.Value.ForwardTimeout);
    private readonly ForwarderRequestConfig _management = Within(times.Value.ManagementTimeout);

    private readonly FrontDoorTransformer _transformer = new();
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = DistributedContextPropagator.CreateW3CPropagator(),
        ConnectTimeout = times.Value.ForwardConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    /// <param name="service">Who is behind; named in the 503 when it is away.</param>
    /// <param name="isManagement">An operator's request, which may take longer than an agent's.</param>
    public async Task ForwardAsync(HttpContext context, string service, Uri url, bool isManagement)
    {
        var request = isManagement ? _management : _agents;
        var error = await forwarder.SendAsync(context, url.ToString(), _client, request, _transformer, context.RequestAborted);
        if (error == ForwarderError.None || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        var cause = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        await ToProblem(error, service, cause, context.Request.Method).ExecuteAsync(context);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Whether a request did not get as far as a connection, so that it cannot have done anything.</summary>
    public static bool NothingWasSent(Exception? cause) =>
        cause is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    private static ForwarderRequestConfig Within(TimeSpan time) => new() { Version = HttpVersion.Version11, ActivityTimeout = time };

    private static ProblemResult ToProblem(ForwarderError error, string service, Exception? cause, string method)
    {
        if (BadRequestIn(cause) is { } bad)
        {
            return BadRequestToProblem.Map(bad);
        }

        // Most time limits pass after the request was sent: the service may still be doing what it was asked.
        var detail = error == ForwarderError.RequestTimedOut ? $"The {service} did not answer in time." : $"The {service} is not reachable.";
        var changesNothing = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || NothingWasSent(cause);
        return new ProblemResult(GatewayErrors.DependencyUnavailable, detail)
        {
            RetryAfter = DependencyUnavailableException.RetryAfter,
            HowToFix = changesNothing ? GatewayErrors.NothingWasDone : null,
        };
    }

    /// <summary>The caller's own body may be at fault: too large, too slow.</summary>
    private static BadHttpRequestException? BadRequestIn(Exception? exception) => exception switch
    {
        null => null,
        BadHttpRequestException bad => bad,
        AggregateException many => many.InnerExceptions.Select(BadRequestIn).FirstOrDefault(bad => bad is not null),
        _ => BadRequestIn(exception.InnerException),
    };
}
