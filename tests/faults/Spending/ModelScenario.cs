using FourRunr.Faults.Gateway;

namespace FourRunr.Faults.Spending;

/// <summary>A fault under calls to models that count against budgets.</summary>
/// <param name="Name">Of <c>a-z 0-9 -</c>: it begins every marker.</param>
/// <param name="Injected">What is done, for the report.</param>
/// <param name="InjectAsync">From the beginning of the fault to its end; whether it is the long form, and what says when.</param>
internal sealed record ModelScenario(string Name, string Injected, Func<FaultyGateway, bool, Random, Task> InjectAsync)
{
    /// <summary>Codes that the fault explains.</summary>
    public IReadOnlyCollection<string> Excused { get; init; } = [];

    /// <summary>Calls are lost with a front door: in the long form their holds are waited for.</summary>
    public bool LosesCalls { get; init; }

    public override string ToString() => Name;
}
