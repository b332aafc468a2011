namespace FourRunr.EndToEnd.Tests.OpenApi;

/// <summary>One request of the story that asks for every operation once.</summary>
/// <param name="Operation">Its operationId.</param>
/// <param name="Path">With names of what was kept before in braces.</param>
/// <param name="Body">JSON, likewise; null for none.</param>
/// <param name="As">Whose bearer is sent.</param>
/// <param name="Keep">Names under which members of the answer are kept: <c>agentId=agent_id</c>.</param>
/// <param name="Change">The one change that it leaves on record; null for none.</param>
/// <param name="NoChange">Why a request of an operator that might change something leaves none on record.</param>
internal sealed record Step(
    string Operation, string Path, string? Body = null, Caller As = Caller.Operator, string[]? Keep = null, int Status = 0,
    ExpectedChange? Change = null, string? NoChange = null);

/// <param name="Subject">Its id, with names of what was kept in braces; <c>*</c> for any.</param>
/// <param name="From">The version before, likewise; null for none.</param>
/// <param name="To">The version after, likewise; null for none.</param>
internal sealed record ExpectedChange(string Action, string Subject, string? From = null, string? To = null);

internal enum Caller
{
    Operator,
    Agent,
    Service,
    Nobody,
}
