using System.Security.Claims;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.Secrets;

namespace FourRunr.Hosting.Access;

/// <summary>Checks the credential of a long response again each second. Runs after authorization: the credential was valid at the start.</summary>
internal sealed class LongResponseMiddleware(RequestDelegate next, IBearerIntrospector introspector, GatewaySecrets secrets, TimeProvider clock)
{
    private const string EventStream = "text/event-stream";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<LongResponse>() is not null
        && BearerToken.Read(context.Request).Token is { } token && !secrets.IsServiceKey(token.Span)
            ? AnswerAsync(context, token)
            : next(context);

    private async Task AnswerAsync(HttpContext context, ReadOnlyMemory<char> token)
    {
        var callerGone = context.RequestAborted;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(callerGone);
        context.RequestAborted = over.Token;
        var watch = WatchAsync(token, context.User.FindFirstValue(ClaimTypes.Role), over);
        ErrorKind? why;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !callerGone.IsCancellationRequested)
        {
            // The credential has ended, which is handled below.
        }
        finally
        {
            context.RequestAborted = callerGone;
            await over.CancelAsync();
            why = await watch;
        }

        if (why is not null)
        {
            await EndAsync(context, why);
        }
    }

    /// <returns>Why the response must end; null if it ended before.</returns>
    private async Task<ErrorKind?> WatchAsync(ReadOnlyMemory<char> token, string? role, CancellationTokenSource over)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(over.Token))
            {
                var answer = await introspector.IntrospectAsync(token, over.Token);
                if (!answer.Active || answer.Role != role)
                {
                    await over.CancelAsync();
                    return GatewayErrors.OfInactive(answer);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception exception) when (exception is DependencyUnavailableException or StorageUnavailableException)
        {
            // A credential that cannot be checked does not count as valid.
            await over.CancelAsync();
            return GatewayErrors.DependencyUnavailable;
        }

        return null;
    }

    private static Task EndAsync(HttpContext context, ErrorKind why)
    {
        if (!context.Response.HasStarted)
        {
            return new ProblemResult(why)
            {
                RetryAfter = why == GatewayErrors.DependencyUnavailable ? DependencyUnavailableException.RetryAfter : null,
            }.ExecuteAsync(context);
        }

        if (context.Response.ContentType?.StartsWith(EventStream, StringComparison.OrdinalIgnoreCase) != true)
        {
            // A client must not take a part of the response for all of it.
            context.Abort();
        }

        return Task.CompletedTask;
    }
}

/// <summary>Marks an endpoint whose response may take long.</summary>
internal sealed record LongResponse;
