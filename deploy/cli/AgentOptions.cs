using System.CommandLine;
using System.Security.Cryptography;
using FourRunr.Cli.Gateway;

namespace FourRunr.Cli;

/// <summary>Who the agent is: of the profile, or as options say.</summary>
internal sealed class AgentOptions
{
    public Option<Uri?> Url { get; } = new("--url") { Description = "The gateway. Default: that of the profile.", HelpName = "url", CustomParser = GatewayUrl.Parse };

    public Option<string?> Agent { get; } = new("--agent") { Description = "The agent's id. Default: that of the profile.", HelpName = "agt_…" };

    public Option<string?> KeyFile { get; } = new("--agent-key-file") { Description = "The agent's private key, PEM. Default: that of the profile.", HelpName = "file" };

    public Option<string?> Scope { get; } = new("--scope") { Description = "Tools to ask for: 'tool' or 'tool:permission', separated by spaces. Default: all that policies allow.", HelpName = "scope" };

    public Option<int?> Ttl { get; } = new("--ttl") { Description = "Life of a token in seconds, 1 to 86400. Default: 900.", HelpName = "seconds" };

    public Symbol[] All => [Url, Agent, KeyFile, Scope, Ttl];

    public Uri FindUrl(CommandRun run) => run.Get(Url) ?? run.Profile().Url;

    public async Task<AgentTokens> OpenAsync(CommandRun run, GatewayClient gateway)
    {
        var profile = run.Context.Profiles.Find(run.ProfileName);
        var agent = run.Get(Agent) ?? profile?.AgentId;
        var file = run.Get(KeyFile) ?? profile?.AgentKeyFile;
        return agent is null || file is null
            ? throw CliException.Usage("Which agent? Give --agent and --agent-key-file, or store them: 4runr login <url> --agent <id> --agent-key-file <file>")
            : new AgentTokens(gateway, agent, ReadKey(await run.ReadAsync(file), file), run.Get(Scope), run.Get(Ttl), run.Context.Clock);
    }

    public static RSA ReadKey(string pem, string file)
    {
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            _ = key.ExportParameters(includePrivateParameters: true);
            return key;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw CliException.Failed($"{file} holds no RSA private key in PEM.", exception);
        }
    }
}
