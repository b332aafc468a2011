using FourRunr.ToolProxy.Outbound;

namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>
/// Whether this gateway can ask a tool's API where it is said to be. Said early, while an operator looks; every call is checked again,
/// by the address that it connects to.
/// </summary>
internal sealed class BaseUrlRules(OutboundGuard guard, TargetAllowList allowed)
{
    /// <returns>What is wrong with the URL as the end of a sentence, or null.</returns>
    public string? Complain(ToolDefinition tool)
    {
        if (guard.CheckUrl(tool.BaseUrl) is { } refusal)
        {
            return $"may not be asked ({refusal.TrimEnd('.')}); an operator may list its host and port in {TargetAllowList.Key}";
        }

        return tool.Credential is not null && tool.BaseUrl.Scheme == Uri.UriSchemeHttp
            && !(OutboundTarget.Of(tool.BaseUrl).Target is { } target && allowed.Covers(target))
                ? $"must be https, or listed in {TargetAllowList.Key}: the credential would travel in clear"
                : null;
    }
}
