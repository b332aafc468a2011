using FourRunr.Contracts;
using FourRunr.EndToEnd.Tests.OpenApi;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Changes;

/// <summary>Whatever an operator changes is on record once, with who did it, to what, and from which version to which.</summary>
public sealed class EveryChangeTests
{
    [Theory, BothBackends]
    public async Task EveryOperation_OfAnOperator_LeavesItsOneChange(Backend backend)
    {
        await using var gateway = await RunningGateway.StartAsync(backend);
        using var client = gateway.Proxies[0].Client();
        using var admin = gateway.Operator;
        var document = await ApiDocument.ReadAsync(client);
        var story = new OperationStory(client);
        var seen = (await NewAsync(admin, [])).Select(change => change.ChangeId).ToHashSet();
        List<string> complaints = [];
        foreach (var step in EveryOperation.Steps)
        {
            var operation = document.Operations.Single(operation => operation.Id == step.Operation);
            using var response = await story.SendAsync(operation, step);
            await story.KeepAsync(step, response);
            if (operation.Method == HttpMethod.Get || step.As != Caller.Operator)
            {
                Assert.True(step.Change is null, $"{step.Operation} changes nothing that an operator changes.");
            }
            else if ((step.Change is null) == (step.NoChange is null))
            {
                complaints.Add($"{operation}: say which change it leaves on record, or why none.");
                continue;
            }

            var found = await NewAsync(admin, seen);
            seen.UnionWith(found.Select(change => change.ChangeId));
            complaints.AddRange(Complain(step, story, found, response.Headers.GetValues("X-Correlation-Id").Single()).Select(complaint => $"{operation}: {complaint}"));
        }

        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
        var report = await admin.GetAsync<AuditReportResponse>("/v1/admin/audit/verify");
        Assert.True(report.Intact, string.Join('\n', report.Findings));
    }

    private static IEnumerable<string> Complain(Step step, OperationStory story, IReadOnlyList<OperatorChangeResponse> found, string correlationId)
    {
        if (found.Count != (step.Change is null ? 0 : 1))
        {
            return [$"it left {found.Count} changes: {string.Join(", ", found.Select(change => change.Action))}"];
        }

        return step.Change is { } expected && found is [var only]
            ? [
                .. Differences(
                    ("action", expected.Action, only.Action),
                    ("subject", story.Fill(expected.Subject), only.Subject.Id),
                    ("from", expected.From, only.FromVersion),
                    ("to", expected.To, only.ToVersion),
                    ("operator", "bootstrap", only.Operator.OperatorId),
                    ("name", "bootstrap", only.Operator.Name),
                    ("role", "admin", only.Operator.Role),
                    ("kind", ChangeSubjects.All.Contains(only.Subject.Kind) ? only.Subject.Kind : "a known one", only.Subject.Kind),
                    ("action's kind", only.Action.Split('.')[0], only.Subject.Kind),
                    ("correlation id", correlationId, only.CorrelationId)),
            ]
            : [];
    }

    private static IEnumerable<string> Differences(params (string What, string? Expected, string? Found)[] facts) => facts
        .Where(fact => fact.Expected == "*" ? fact.Found is null : fact.Expected != fact.Found)
        .Select(fact => $"the {fact.What} is '{fact.Found}' instead of '{fact.Expected}'");

    private static async Task<IReadOnlyList<OperatorChangeResponse>> NewAsync(HttpClient admin, HashSet<string> seen) =>
        [.. (await admin.GetAsync<Page<OperatorChangeResponse>>("/v1/admin/changes?limit=200")).Items.Where(change => !seen.Contains(change.ChangeId))];
}
