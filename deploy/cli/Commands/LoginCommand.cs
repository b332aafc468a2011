using System.CommandLine;
using FourRunr.Cli.Gateway;
using FourRunr.Cli.Profiles;
using FourRunr.Cli.Terminal;

namespace FourRunr.Cli.Commands;

/// <summary>Stores a gateway with an operator's key, an agent's identity, or both. Each is tried before it is stored.</summary>
internal static class LoginCommand
{
    public static Command Create(CommandFactory commands)
    {
        var url = new Argument<Uri>("url") { Description = "The gateway's front door.", CustomParser = GatewayUrl.Parse };
        var keyFile = new Option<string?>("--key-file") { Description = "A file with the operator key. Default: standard input, unless --agent is given.", HelpName = "file" };
        var agent = new Option<string?>("--agent") { Description = "An agent to call as.", HelpName = "agt_…" };
        var agentKeyFile = new Option<string?>("--agent-key-file") { Description = "The agent's private key, PEM. Its path is stored, not the key.", HelpName = "file" };

        return commands.Make("login", "Store a gateway with an operator key, an agent or both as a profile.", run => RunAsync(
            run, run.Get(url)!, run.Get(keyFile), run.Get(agent), run.Get(agentKeyFile)), url, keyFile, agent, agentKeyFile);
    }

    private static async Task<int> RunAsync(CommandRun run, Uri url, string? keyFile, string? agent, string? agentKeyFile)
    {
        if (agent is null != agentKeyFile is null)
        {
            throw CliException.Usage("--agent and --agent-key-file go together.");
        }

        // What the profile already has for this gateway stays; a credential of another gateway does not.
        var profile = run.Context.Profiles.Find(run.ProfileName) is { } stored && stored.Url == url ? stored : new Profile(url);
        if (keyFile is not null || agent is null)
        {
            profile = profile with { OperatorKey = await ReadOperatorKeyAsync(run, url, keyFile) };
        }

        if (agent is not null)
        {
            profile = profile with { AgentId = agent, AgentKeyFile = Path.GetFullPath(agentKeyFile!) };
            await TryAgentAsync(run, profile);
        }

        run.Context.Profiles.Save(run.ProfileName, profile);
        if (url.Scheme == "http" && !url.IsLoopback)
        {
            await run.Context.Error.WriteLineAsync("Warning: to an http URL, credentials travel unencrypted.");
        }

        await run.Context.Error.WriteLineAsync($"Stored as profile '{run.ProfileName}' in {run.Context.Profiles.File}.");
        return ExitCode.Ok;
    }

    private static async Task<string> ReadOperatorKeyAsync(CommandRun run, Uri url, string? keyFile)
    {
        var key = keyFile is null
            ? await SecretPrompt.ReadAsync(run.Context, "Operator key: ", run.CancellationToken)
            : (await run.ReadAsync(keyFile)).Trim();
        if (key.Length == 0)
        {
            throw CliException.Usage("There is no operator key in the input.");
        }

        using var gateway = new GatewayClient(url, key);
        await gateway.GetAsync("v1/agents?limit=1", run.CancellationToken);
        return key;
    }

    private static async Task TryAgentAsync(CommandRun run, Profile profile)
    {
        using var gateway = new GatewayClient(profile.Url);
        var key = AgentOptions.ReadKey(await run.ReadAsync(profile.AgentKeyFile!), profile.AgentKeyFile!);
        using var tokens = new AgentTokens(gateway, profile.AgentId!, key, scope: null, ttlSeconds: 60, run.Context.Clock);
        await tokens.TakeAsync(run.CancellationToken);
    }
}
