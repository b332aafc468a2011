namespace FourRunr.Cli.Profiles;

/// <summary>A gateway, and who one is there.</summary>
/// <param name="OperatorKey">Only ever sent to <paramref name="Url"/>.</param>
/// <param name="AgentKeyFile">The agent's private key stays in its own file.</param>
internal sealed record Profile(Uri Url, string? OperatorKey = null, string? AgentId = null, string? AgentKeyFile = null);
