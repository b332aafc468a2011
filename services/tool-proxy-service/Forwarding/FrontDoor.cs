using System.Diagnostics;
using System.Net;
using FourRunr.Contracts;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Requests;
using FourRunr.Hosting.Resilience;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace FourRunr.ToolProxy.Forwarding;

/// <summary>Passes a request on to the service that it is for, as the caller and never with a credential of the gateway.</summary>
internal sealed partial class FrontDoor(IHttpForwarder forwarder, IOptions<DependencyOptions> times, ILogger<FrontDoor> log) : IDisposable
{
    private readonly ForwarderRequestConfig _request = new()
    {
        Version = HttpVersion.Version11,
        ActivityTimeout = times.Value.ForwardTimeout,
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
        if (PassedHeaders.Refuse(context.Request) is { } unsendable)
        {
            await unsendable.ExecuteAsync(context);
            return;
        }

        // The service behind knows by itself when a HEAD is answered.
        var aborted = context.RequestAborted = context.Features.Get<HeadRequest>()?.Aborted ?? context.RequestAborted;
        var error = await forwarder.SendAsync(context, url.ToString(), _client, _request, _transformer, aborted);
        if (error == ForwarderError.None || aborted.IsCancellationRequested)
        {
            return;
        }

        var problem = FaultOfTheCaller(context, error);
        if (problem is null)
        {
            Log.Failed(log, service, error, context.Features.Get<IForwarderErrorFeature>()?.Exception);
            problem = Unavailable(error, service);
        }

        if (!context.Response.HasStarted)
        {
            await problem.ExecuteAsync(context);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Whose side failed: a body that could not be read, or did not come in time, is no outage of the service behind.</summary>
    private static ProblemResult? FaultOfTheCaller(HttpContext context, ForwarderError error) => CallerBodyStream.Of(context) switch
    {
        { Fault: { } fault } => BadRequestToProblem.Map(fault),
        { IsAwaited: true } when error is ForwarderError.RequestTimedOut or ForwarderError.RequestBodyClient or ForwarderError.RequestBodyCanceled =>
            new ProblemResult(GatewayErrors.RequestTimeout),
        _ => null,
    };

    private static ProblemResult Unavailable(ForwarderError error, string service) =>
        new(GatewayErrors.DependencyUnavailable, $"The {service} is not reachable.")
        {
            RetryAfter = DependencyUnavailableException.RetryAfter,
            HowToFix = error == ForwarderError.Request
                ? null
                : "Wait for Retry-After seconds; look whether the change was made before you repeat it.",
        };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A request could not be passed on to the {Service}: {Error}.")]
        public static partial void Failed(ILogger logger, string service, ForwarderError error, Exception? exception);
    }
}
