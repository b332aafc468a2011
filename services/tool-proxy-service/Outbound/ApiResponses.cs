using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Outbound;

/// <summary>
/// Maps the response of a JSON API to the result of a tool call: data for 2xx; a mistake of the caller stays a 400 with the API's reason;
/// a fault of the gateway or the API becomes a 502 or 503.
/// </summary>
internal sealed class ApiResponses(TimeProvider clock)
{
    private const string Refused = "The tool refused the gateway's credential.";

    /// <summary>Longest wait that an API may ask for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <param name="secrets">The credential as it was sent, whole or in parts: a reason that contains one is not passed on.</param>
    public ToolResult ToResult(OutboundResult result, params IReadOnlyList<string> secrets) => result switch
    {
        OutboundResult.Failure failure => OutboundFailureMapper.ForConfiguredUrl(failure),
        OutboundResult.Response answer when FailureOf(answer, secrets) is { } failure => failure,
        OutboundResult.Response answer when answer.TryReadJson(out var data) => new ToolResult.Success(data, answer.Origin),
        // The API reports success, so a repetition would act twice.
        _ => new ToolResult.Failure(GatewayErrors.UpstreamFailed, "The tool's answer is not JSON.") { MayHaveActed = true },
    };

    /// <returns>Null for 2xx.</returns>
    public ToolResult.Failure? FailureOf(OutboundResult.Response answer, params IReadOnlyList<string> secrets) => answer.Status switch
    {
        >= 200 and < 300 => null,
        400 or 404 or 409 or 413 or 422 => new ToolResult.Failure(new Refusal(GatewayErrors.ParamsInvalid, Reason(answer, secrets))
        {
            HowToFix = "Correct the parameters as the tool's reason says.",
        }),
        401 or 403 => new ToolResult.Failure(GatewayErrors.UpstreamFailed, Refused),
        429 => new ToolResult.Failure(new Refusal(GatewayErrors.ToolBusy) { RetryAfter = RetryAfter(answer) }) { IsTransient = true },
        // A proxy also answers 503 if its backend failed after it had received the request.
        503 => new ToolResult.Failure(new Refusal(GatewayErrors.UpstreamFailed, Status(answer)) { RetryAfter = RetryAfter(answer) })
        {
            IsTransient = true,
            MayHaveActed = true,
        },
        // Form handlers redirect after they have acted.
        >= 300 and < 400 => new ToolResult.Failure(GatewayErrors.UpstreamFailed, Status(answer)) { MayHaveActed = true },
        408 or >= 500 => new ToolResult.Failure(GatewayErrors.UpstreamFailed, Status(answer)) { IsTransient = true, MayHaveActed = true },
        _ => new ToolResult.Failure(GatewayErrors.UpstreamFailed, Status(answer)),
    };

    private static string Reason(OutboundResult.Response answer, IReadOnlyList<string> secrets)
    {
        var reason = answer.TryReadJson(out var body) ? ApiReason.Of(body, secrets) : null;
        return reason is null ? Status(answer) : $"The tool refused the parameters: {reason}";
    }

    private static string Status(OutboundResult.Response answer) =>
        string.Create(CultureInfo.InvariantCulture, $"The tool answered with status {answer.Status}.");

    private TimeSpan? RetryAfter(OutboundResult.Response answer)
    {
        var text = answer.Header("Retry-After");
        var wait = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
            : DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment - clock.GetUtcNow()
            : (TimeSpan?)null;
        return wait is null ? null : TimeSpan.FromSeconds(Math.Clamp(wait.Value.TotalSeconds, 1, LongestWait.TotalSeconds));
    }
}
