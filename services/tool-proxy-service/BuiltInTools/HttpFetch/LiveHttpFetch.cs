using System.Globalization;
using System.Text.Json.Nodes;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Parameters;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.BuiltInTools.HttpFetch;

/// <summary>
/// Fetches the page. Redirects are followed here, at most three, and each next URL passes what the first had to pass: the rules of URLs,
/// the guard of outbound targets, the domains of the policies. Any status of the page itself is an answer, not a failure.
/// </summary>
internal sealed class LiveHttpFetch(OutboundHttp http, PageReader pages, IOptions<FetchOptions> options, TimeProvider clock) : IToolAdapter
{
    private const int MostRedirects = 3;
    private const string UserAgent = "User-Agent";

    /// <summary>Where the caller says nothing.</summary>
    private static readonly TimeSpan StandardTimeout = TimeSpan.FromSeconds(10);

    public async Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        var parameters = ParameterReader.Read<GetParameters>(request.Parameters);
        var timeout = parameters.TimeoutMs is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : StandardTimeout;
        using var timer = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await FollowAsync(request, parameters, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var detail = string.Create(CultureInfo.InvariantCulture, $"The page did not come within {timeout.TotalMilliseconds} ms.");
            return new ToolResult.Failure(GatewayErrors.UpstreamTimeout, detail)
            {
                // A limit that the caller made short says nothing about the host, and must not close it to others.
                IsTransient = timeout >= StandardTimeout,
                MayHaveActed = true,
            };
        }
    }

    private async Task<ToolResult> FollowAsync(ToolRequest request, GetParameters parameters, CancellationToken cancellationToken)
    {
        var method = request.Action.Name == HttpFetchTool.Head ? HttpMethod.Head : HttpMethod.Get;
        var url = OutboundTarget.ParseUrl(parameters.Url!)!;
        var headers = Headers(parameters);
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
                return await ReadAsync(FetchedPage.Of(answer, url, hasBody: method == HttpMethod.Get), parameters.Format, url, answer.Origin, cancellationToken);
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
            // The host has done its part.
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

    private static KeyValuePair<string, string>[] Headers(FetchParameters parameters)
    {
        var headers = parameters.Headers?.ToArray() ?? [];
        return headers.Any(header => header.Key.Equals(UserAgent, StringComparison.OrdinalIgnoreCase)) ? headers : [.. headers, new(UserAgent, "4Runr-Gateway")];
    }
}
