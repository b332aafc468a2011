using FourRunr.Contracts;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.DeclaredTools.Calls;

/// <summary>Asks the API of a declared tool. Redirects are not followed: an API that has moved is for an operator to look at.</summary>
internal sealed class DeclaredHttpAdapter(ToolDefinition tool, OutboundHttp http, ApiResponses answers) : IToolAdapter
{
    public bool NeedsCredential => tool.Credential is not null;

    public async Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        var action = tool.Actions[request.Action.Name];
        var (credential, refusal) = PlacedCredential.Of(tool.Credential, request.Credential);
        if (credential is null)
        {
            return new ToolResult.Failure(GatewayErrors.ToolNotConfigured, refusal!);
        }

        if (DeclaredRequest.Make(tool, action, request, credential) is not { } message)
        {
            return new ToolResult.Failure(GatewayErrors.ParamsInvalid, "A parameter cannot be part of a URL.");
        }

        var result = await http.SendAsync(message, cancellationToken);
        var called = result is OutboundResult.Response { IsSuccess: true } answer ? DeclaredResponse.Of(answer) : answers.ToResult(result, credential.Secrets);
        return called is ToolResult.Success success && credential.Combined is { } combined
            ? success with { Content = ToolData.Of(CredentialEcho.Remove(success.Data, [combined])) }
            : called;
    }
}
