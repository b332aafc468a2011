namespace FourRunr.ToolProxy.Credentials;

/// <summary>
/// <c>TOOL_CREDENTIAL__serpapi</c> is a credential with a single secret, <c>TOOL_CREDENTIAL__gmail_send__client_id</c> one of several.
/// Read once, at start; an invalid one stops the start.
/// </summary>
internal sealed class EnvironmentCredentials
{
    private const string Key = "TOOL_CREDENTIAL";

    private readonly Dictionary<string, SourceCredential> _byTool;

    private EnvironmentCredentials(Dictionary<string, SourceCredential> byTool) => _byTool = byTool;

    public IEnumerable<string> Tools => _byTool.Keys;

    /// <exception cref="InvalidConfigurationException">A name or a secret is not valid.</exception>
    public static EnvironmentCredentials Read(IConfiguration configuration)
    {
        var byTool = new Dictionary<string, SourceCredential>(StringComparer.Ordinal);
        foreach (var section in configuration.GetSection(Key).GetChildren())
        {
            var tool = section.Key.ToLowerInvariant();
            var secrets = section.GetChildren()
                .Where(field => field.Value is { Length: > 0 })
                .ToDictionary(field => field.Key.ToLowerInvariant(), field => field.Value!, StringComparer.Ordinal);
            if (section.Value is { Length: > 0 } single)
            {
                if (secrets.Count > 0)
                {
                    throw new InvalidConfigurationException($"{Key}__{tool} is set, and so are fields of it. Set one secret or fields, not both.");
                }

                secrets.Add(ToolCredential.Single, single);
            }

            if (secrets.Count > 0)
            {
                Check(tool, secrets);
                byTool[tool] = new SourceCredential(secrets);
            }
        }

        return new EnvironmentCredentials(byTool);
    }

    public SourceCredential? Find(string tool) => _byTool.GetValueOrDefault(tool);

    private static void Check(string tool, Dictionary<string, string> secrets)
    {
        if (!CredentialRules.IsToolName(tool) || secrets.Count > CredentialRules.MostFields || !secrets.Keys.All(CredentialRules.IsFieldName))
        {
            throw new InvalidConfigurationException($"{Key}__{tool} does not name a tool, or a field of it; a tool has at most {CredentialRules.MostFields}.");
        }

        foreach (var (field, secret) in secrets)
        {
            if (CredentialRules.Refuse(secret) is { } problem)
            {
                throw new InvalidConfigurationException($"{Key}__{tool}{(field == ToolCredential.Single ? "" : $"__{field}")} {problem}.");
            }
        }
    }
}
