using FourRunr.ToolProxy.Outbound;

namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>
/// Checks early whether this gateway may call the API at a tool's base URL. Every call is checked again, by the address that it connects to.
/// </summary>
internal sealed class BaseUrlRules(OutboundGuard guard, TargetAllowList allowed)
{
    /// <summary>Reads a definition and checks its base URL.</summary>
    /// <returns>Null when <paramref name="errors"/> says why.</returns>
    public ToolDefinition? ReadDefinition(JsonElement json, string path, DocumentErrors errors)
    {
        var definition = ToolDefinitionReader.Read(json, path, errors);
        if (definition is null || Complain(definition) is not { } complaint)
        {
            return definition;
        }

        errors.Add("base_url", complaint);
        return null;
    }

    /// <returns>What is wrong with the URL as the end of a sentence, or null.</returns>
    public string? Complain(ToolDefinition tool)
    {
        if (tool.Mcp?.Command is not null)
        {
            return tool.Credential is null ? null : "has a process behind it, which takes no credential: give it what it needs by 'env'";
        }

        return Complain(tool.BaseUrl, sendsCredential: tool.Credential is not null);
    }

    /// <inheritdoc cref="Complain(ToolDefinition)"/>
    /// <param name="sendsCredential">Whether requests to it carry a credential.</param>
    public string? Complain(Uri baseUrl, bool sendsCredential)
    {
        if (guard.CheckUrl(baseUrl) is { } refusal)
        {
            return $"is not an allowed target ({refusal.TrimEnd('.')}); an operator may add its host and port to {TargetAllowList.Key}";
        }

        return sendsCredential && baseUrl.Scheme == Uri.UriSchemeHttp
            && !(OutboundTarget.Of(baseUrl).Target is { } target && allowed.Covers(target))
                ? $"must be https, or listed in {TargetAllowList.Key}: otherwise the credential is sent unencrypted"
                : null;
    }
}
