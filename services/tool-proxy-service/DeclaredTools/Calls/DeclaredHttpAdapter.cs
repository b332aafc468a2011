using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.DeclaredTools.Calls;

/// <summary>Calls the API of a declared tool. Redirects are not followed: if an API has moved, an operator must decide.</summary>
internal sealed class DeclaredHttpAdapter(ToolDefinition tool, OutboundHttp http, ApiResponses responses) : IToolAdapter
{
    public bool NeedsCredential => tool.Credential is not null;

    public async Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        if (!RequestCredential.Create(tool.Credential, request.Credential).TryGet(out var credential, out var error))
        {
            return new ToolResult.Failure(GatewayErrors.ToolNotConfigured, error);
        }

        if (DeclaredRequest.Create(tool, tool.Actions[request.Action.Name], request, credential) is not { } message)
        {
            return new ToolResult.Failure(GatewayErrors.ParamsInvalid, "A parameter cannot be part of a URL.");
        }

        var outcome = await http.SendAsync(message, cancellationToken);
        var result = outcome is OutboundResult.Response { IsSuccess: true } response
            ? DeclaredResponse.Read(response)
            : responses.ToResult(outcome, credential.Secrets);
        return result is ToolResult.Success success && credential.Combined is { } combined
            ? success with { Content = ToolData.Of(CredentialEcho.Remove(success.Data, [combined])) }
            : result;
    }
}
