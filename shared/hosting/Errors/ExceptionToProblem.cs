using FourRunr.Contracts;
using FourRunr.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;

namespace FourRunr.Hosting.Errors;

/// <summary>The last resort of every service: whatever was thrown becomes a problem with a code; its message goes to nobody.</summary>
internal sealed partial class ExceptionToProblem(IHostApplicationLifetime lifetime, ILogger<ExceptionToProblem> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone; nobody reads an answer.
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        await Map(exception, httpContext).ExecuteAsync(httpContext);
        return true;
    }

    private static bool IsChange(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    private ProblemResult Map(Exception exception, HttpContext httpContext)
    {
        // It may have been made when the exception was thrown.
        var isChange = IsChange(httpContext.Request);
        switch (exception)
        {
            case BadHttpRequestException bad:
                return BadRequestToProblem.Map(bad, BodyOf(httpContext));
            case DependencyUnavailableException unavailable:
                Log.Unavailable(log, unavailable.Dependency, exception);
                return new ProblemResult(GatewayErrors.DependencyUnavailable, $"The {unavailable.Dependency} is not reachable.")
                {
                    RetryAfter = DependencyUnavailableException.RetryAfter,
                    HowToFix = isChange ? null : GatewayErrors.NothingWasDone,
                };
            case StorageUnavailableException:
                Log.Unavailable(log, "database", exception);
                return new ProblemResult(GatewayErrors.DependencyUnavailable, "The database is not reachable.")
                {
                    RetryAfter = DependencyUnavailableException.RetryAfter,
                    HowToFix = isChange ? null : GatewayErrors.NothingWasDone,
                };
            case OperationCanceledException when lifetime.ApplicationStopping.IsCancellationRequested:
                return new ProblemResult(GatewayErrors.ShuttingDown)
                {
                    RetryAfter = DependencyUnavailableException.RetryAfter,
                    HowToFix = isChange ? "Look whether the change was made, then try again; another instance will answer." : null,
                };
            default:
                Log.Unexpected(log, exception);
                return new ProblemResult(GatewayErrors.Internal);
        }
    }

    /// <summary>What the endpoint takes; the exception handler has taken the endpoint itself away.</summary>
    private static Type? BodyOf(HttpContext httpContext) =>
        httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The {Dependency} is not available.")]
        public static partial void Unavailable(ILogger logger, string dependency, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "An unexpected error was answered 500.")]
        public static partial void Unexpected(ILogger logger, Exception exception);
    }
}
