using Microsoft.AspNetCore.Http.Features;

namespace FourRunr.Hosting.Limits;

/// <summary>
/// A client that is still sending has not read the response yet, and closing a connection with unread bytes resets it: the client would
/// never see the 413. What it still sends is read and discarded, up to a bound.
/// </summary>
internal static class OversizedBody
{
    private const long MostBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void UseReadableRefusals(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        if (context.Response.StatusCode == StatusCodes.Status413PayloadTooLarge && context.Request.ContentLength is > 0 and <= MostBytes)
        {
            await context.Response.CompleteAsync();
            await DrainAsync(context);
        }
    });

    private static async Task DrainAsync(HttpContext context)
    {
        // A client that waits for '100 Continue' sends nothing after the response.
        if (context.Request.Headers.Expect.Count > 0 || context.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false } limit)
        {
            return;
        }

        limit.MaxRequestBodySize = null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        try
        {
            await context.Request.Body.CopyToAsync(Stream.Null, patience.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client went away or is too slow.
        }
    }
}
