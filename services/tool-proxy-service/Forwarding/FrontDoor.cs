using System.Net;
using FourRunr.Hosting.Requests;
using FourRunr.Hosting.Resilience;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace FourRunr.ToolProxy.Forwarding;

/// <summary>Forwards a request to its service with the caller's credential, never with one of the gateway.</summary>
internal sealed partial class FrontDoor(IHttpForwarder forwarder, IOptions<DependencyOptions> times, ILogger<FrontDoor> log) : IDisposable
{
    private readonly ForwarderRequestConfig _agents = Within(times.Value.ForwardTimeout);
    private readonly ForwarderRequestConfig _management = Within(times.Value.ManagementTimeout);

    private readonly FrontDoorTransformer _transformer = new();
    private readonly HttpMessageInvoker _client = ForwardingClient.Create(times.Value.ForwardConnectTimeout);

    /// <param name="service">The service; named in the 503 if it is not available.</param>
    /// <param name="isManagement">An operator's request, which may take longer than an agent's.</param>
    public async Task ForwardAsync(HttpContext context, string service, Uri url, bool isManagement)
    {
        if (PassedHeaders.Refuse(context.Request) is { } unsendable)
        {
            await unsendable.ExecuteAsync(context);
            return;
        }

        // The service behind handles HEAD itself.
        var aborted = context.RequestAborted = context.Features.Get<HeadRequest>()?.Aborted ?? context.RequestAborted;
        var request = isManagement ? _management : _agents;
        var error = await forwarder.SendAsync(context, url.ToString(), _client, request, _transformer, aborted);
        if (error == ForwarderError.None || aborted.IsCancellationRequested)
        {
            return;
        }

        var problem = FaultOfTheCaller(context, error);
        if (problem is null)
        {
            var cause = context.Features.Get<IForwarderErrorFeature>()?.Exception;
            Log.Failed(log, service, error, cause);
            problem = Unavailable(error, service, cause, context.Request.Method);
        }

        if (!context.Response.HasStarted)
        {
            await problem.ExecuteAsync(context);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Whether there was no connection, so that the request cannot have done anything.</summary>
    public static bool NothingWasSent(Exception? cause) =>
        cause is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    private static ForwarderRequestConfig Within(TimeSpan time) => new() { Version = HttpVersion.Version11, ActivityTimeout = time };

    /// <summary>A body that could not be read, or did not arrive in time, is the caller's fault, not an outage of the service.</summary>
    private static ProblemResult? FaultOfTheCaller(HttpContext context, ForwarderError error) => CallerBodyStream.Of(context) switch
    {
        { Fault: { } fault } => BadRequestToProblem.Map(fault),
        { IsAwaited: true } when error is ForwarderError.RequestTimedOut or ForwarderError.RequestBodyClient or ForwarderError.RequestBodyCanceled =>
            new ProblemResult(GatewayErrors.RequestTimeout),
        _ => null,
    };

    private static ProblemResult Unavailable(ForwarderError error, string service, Exception? cause, string method)
    {
        // Most timeouts occur after the request was sent: the service may still be working on it.
        var detail = error == ForwarderError.RequestTimedOut ? $"The {service} did not answer in time." : $"The {service} is not reachable.";
        var changesNothing = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || NothingWasSent(cause);
        return new ProblemResult(GatewayErrors.DependencyUnavailable, detail)
        {
            RetryAfter = DependencyUnavailableException.RetryAfter,
            HowToFix = changesNothing ? GatewayErrors.NothingWasDone : null,
        };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A request could not be forwarded to the {Service}: {Error}.")]
        public static partial void Failed(ILogger logger, string service, ForwarderError error, Exception? exception);
    }
}
