namespace FourRunr.EndToEnd.Tests.OpenApi;

/// <summary>One request of the story that asks for every operation once.</summary>
/// <param name="Operation">Its operationId.</param>
/// <param name="Path">With names of what was kept before in braces.</param>
/// <param name="Body">JSON, likewise; null for none.</param>
/// <param name="As">Whose bearer is sent.</param>
/// <param name="Keep">Names under which members of the answer are kept: <c>agentId=agent_id</c>.</param>
internal sealed record Step(string Operation, string Path, string? Body = null, Caller As = Caller.Operator, string[]? Keep = null, int Status = 0);

internal enum Caller
{
    Operator,
    Agent,
    Service,
    Nobody,
}
