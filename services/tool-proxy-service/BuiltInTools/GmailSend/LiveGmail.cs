using System.Net;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools.GmailSend;

/// <summary>The Gmail API (v1), as the mailbox that the credential belongs to.</summary>
internal sealed class LiveGmail(OutboundHttp http, ApiResponses answers, GoogleAccessTokens tokens, Uri baseUrl, TimeProvider clock) : IToolAdapter
{
    // Reasons of a 403 that mean a used-up quota, not a missing right.
    private static readonly string[] Exhausted = ["rateLimitExceeded", "userRateLimitExceeded", "dailyLimitExceeded", "quotaExceeded"];

    private readonly Uri _send = new(baseUrl, "gmail/v1/users/me/messages/send");
    private readonly Uri _profile = new(baseUrl, "gmail/v1/users/me/profile");

    public bool NeedsCredential => true;

    public async Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        if (ToMessage(request) is not { } message)
        {
            return new ToolResult.Failure(GatewayErrors.ParamsInvalid, "The mail has an address that cannot be written into a header.");
        }

        var (result, wasRefused) = await SendAsync(message, request.Credential!, cancellationToken);
        if (wasRefused)
        {
            // A token may be revoked before it expires. A 401 means that nothing was done, so a new token may be tried.
            tokens.Forget(request.Credential!);
            (result, _) = await SendAsync(message, request.Credential!, cancellationToken);
        }

        return result;
    }

    private OutboundRequest? ToMessage(ToolRequest request)
    {
        if (request.Action.Name != GmailSendTool.Send)
        {
            return OutboundRequest.Get(_profile);
        }

        var raw = GmailMessage.Encode(request, clock.GetUtcNow());
        return raw is null ? null : OutboundRequest.PostJson(_send, new JsonObject { ["raw"] = raw });
    }

    private async Task<(ToolResult Result, bool WasRefused)> SendAsync(
        OutboundRequest message, ToolCredential credential, CancellationToken cancellationToken)
    {
        var (token, failure) = await tokens.GetAsync(credential, cancellationToken);
        if (token is null)
        {
            return (failure!, false);
        }

        var result = await http.SendAsync(message.With("Authorization", $"Bearer {token}"), cancellationToken);
        return result is OutboundResult.Response { Status: (int)HttpStatusCode.Forbidden } answer && IsExhausted(answer)
            ? (new ToolResult.Failure(new Refusal(GatewayErrors.ToolBusy, "Gmail's quota is used up.") { RetryAfter = TimeSpan.FromSeconds(60) }), false)
            : (WithoutToken(answers.ToResult(result, token), token), result is OutboundResult.Response { Status: (int)HttpStatusCode.Unauthorized });
    }

    /// <summary>The fetched token is not part of the stored credential, so the general removal of echoed credentials does not know it.</summary>
    private static ToolResult WithoutToken(ToolResult result, string token) =>
        result is ToolResult.Success success ? success with { Content = ToolData.Of(CredentialEcho.Remove(success.Data, [token])) } : result;

    private static bool IsExhausted(OutboundResult.Response answer) =>
        answer.TryReadJson(out var json)
        && json is JsonObject body
        && body["error"] is JsonObject error
        && error["errors"] is JsonArray { Count: > 0 } errors
        && errors[0] is JsonObject first
        && first["reason"] is JsonValue reason
        && reason.TryGetValue(out string? text)
        && Exhausted.Contains(text);
}
