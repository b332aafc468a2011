namespace FourRunr.Models.Tests.Gateway;

/// <summary>An agent and its token.</summary>
internal sealed record TestAgent(string AgentId, string Token);
