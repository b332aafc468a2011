using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.BuiltInTools.HttpFetch;

/// <summary>
/// Fetches the page. Redirects are followed here, at most three, and each next URL must pass the same checks as the first: the rules of URLs,
/// the guard of outbound targets, the domains of the policies. Any status of the page itself is an answer, not a failure.
/// </summary>
internal sealed class LiveHttpFetch(OutboundHttp http, PageReader pages, IOptions<FetchOptions> options, TimeProvider clock) : IToolAdapter
{
    private const int MostRedirects = 3;
    private const string UserAgent = "User-Agent";

    /// <summary>Of a call without <c>timeout_ms</c>.</summary>
    private static readonly TimeSpan StandardTimeout = TimeSpan.FromSeconds(10);

    public async Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        var timeout = request.WholeNumber("timeout_ms") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : StandardTimeout;
        using var timer = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await FollowAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var detail = string.Create(CultureInfo.InvariantCulture, $"The page did not come within {timeout.TotalMilliseconds} ms.");
            return new ToolResult.Failure(GatewayErrors.UpstreamTimeout, detail)
            {
                // A timeout that the caller made short says nothing about the host, and must not open its circuit breaker.
                IsTransient = timeout >= StandardTimeout,
                MayHaveActed = true,
            };
        }
    }

    private async Task<ToolResult> FollowAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        var method = request.Action.Name == HttpFetchTool.Head ? HttpMethod.Head : HttpMethod.Get;
        var url = OutboundTarget.ParseUrl(request.Text("url")!)!;
        var headers = Headers(request);
        for (var redirects = 0; ; redirects++)
        {
            var asked = new OutboundRequest { Method = method, Url = url, Headers = headers, MaxResponseBytes = options.Value.MaxResponseBytes };
            var result = await http.SendAsync(asked, cancellationToken);
            if (result is OutboundResult.Failure failure)
            {
                return OutboundFailureMapper.ForAgentUrl(failure);
            }

            var answer = (OutboundResult.Response)result;
            if (Location(answer) is not { } location)
            {
                return await ReadAsync(FetchedPage.Of(answer, url, hasBody: method == HttpMethod.Get), request.Text("format"), url, answer.Origin, cancellationToken);
            }

            if (redirects == MostRedirects)
            {
                return new ToolResult.Failure(GatewayErrors.UpstreamFailed, "The page redirects more than 3 times.");
            }

            if (Next(url, location, out var next) is { } refusal)
            {
                return OutboundFailureMapper.Refused(refusal);
            }

            if (request.CheckUrl(next!) is { } denial)
            {
                return new ToolResult.Failure(denial);
            }

            headers = IsSameOrigin(url, next!) ? headers : [.. headers.Where(header => RequestHeaders.MayLeaveOrigin(header.Key))];
            url = next!;
        }
    }

    private async Task<ToolResult> ReadAsync(JsonObject page, string? format, Uri url, string origin, CancellationToken cancellationToken)
    {
        try
        {
            await pages.ReadAsync(page, format, url, options.Value.MaxResponseBytes, cancellationToken);
            return new ToolResult.Success(page, origin);
        }
        catch (PageTooComplexException exception)
        {
            return new ToolResult.Failure(GatewayErrors.UpstreamFailed, exception.Message);
        }
        catch (OperationCanceledException)
        {
            // The host answered in time, so this failure is not its fault.
            return new ToolResult.Failure(GatewayErrors.UpstreamTimeout, "The page came, but could not be read in time; ask for format 'raw'.");
        }
    }

    private static string? Location(OutboundResult.Response answer) =>
        answer.Status is 301 or 302 or 303 or 307 or 308 && answer.Header("Location") is { Length: > 0 } location ? location : null;

    /// <returns>Why the redirect is not followed; null when <paramref name="next"/> may be checked further.</returns>
    public static string? Next(Uri url, string location, out Uri? next)
    {
        next = OutboundTarget.ParseUrl(location, relativeTo: url);
        return next is null ? "The page redirects to something that is no plain http or https URL."
            : url.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp ? "The page redirects from https to http."
            : null;
    }

    private static bool IsSameOrigin(Uri one, Uri other) => OutboundTarget.Of(one).Target?.Origin == OutboundTarget.Of(other).Target?.Origin;

    private static KeyValuePair<string, string>[] Headers(ToolRequest request)
    {
        KeyValuePair<string, string>[] headers = request.Parameters.TryGetProperty("headers", out var given)
            ? [.. given.EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!))]
            : [];
        return headers.Any(header => header.Key.Equals(UserAgent, StringComparison.OrdinalIgnoreCase)) ? headers : [.. headers, new(UserAgent, "4Runr-Gateway")];
    }
}
