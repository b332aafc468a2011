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
    /// <summary>Longer than the services need for anything; a service that hangs is given up then.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(5);

    private readonly ForwarderRequestConfig _request = new()
    {
        Version = HttpVersion.Version11,
        ActivityTimeout = times.Value.TotalTimeout > LongEnough ? times.Value.TotalTimeout : LongEnough,
    };

    private readonly FrontDoorTransformer _transformer = new();
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = DistributedContextPropagator.CreateW3CPropagator(),
        ConnectTimeout = times.Value.ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    /// <param name="service">Who is behind; named in the 503 when it is away.</param>
    public async Task ForwardAsync(HttpContext context, string service, Uri url)
    {
        var error = await forwarder.SendAsync(context, url.ToString(), _client, _request, _transformer, context.RequestAborted);
        if (error == ForwarderError.None || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        var cause = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        await ToProblem(error, service, cause).ExecuteAsync(context);
    }

    public void Dispose() => _client.Dispose();

    private static ProblemResult ToProblem(ForwarderError error, string service, Exception? cause)
    {
        if (BadRequestIn(cause) is { } bad)
        {
            return BadRequestToProblem.Map(bad);
        }

        return new ProblemResult(GatewayErrors.DependencyUnavailable, $"The {service} is not reachable.")
        {
            RetryAfter = DependencyUnavailableException.RetryAfter,
            HowToFix = error == ForwarderError.Request
                ? null
                : "Wait for Retry-After seconds; look whether the change was made before you repeat it.",
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
