using FourRunr.Faults.Spending;

namespace FourRunr.Faults.Reports;

/// <summary>What faults did to money, in Markdown; it stands behind the report of the other faults.</summary>
internal static class ModelReport
{
    public static string Write(IReadOnlyList<ModelResult> results)
    {
        const int Most = 5;
        if (results.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder().AppendLine().AppendLine("""
            ## Models and budgets

            Budgeted calls to models while something breaks; of an agent whose budget does not end, and of one whose budget does. *Money* in millionths of
            a dollar, for each agent: spent + held = on record (of which unfinished calls, at their holds) ≥ the provider's bill.
            What calls held whose front door died before it had announced them is given back.

            | fault | injected | lasted | answers | broken off | settled late | money | promises |
            | --- | --- | ---: | --- | --- | ---: | --- | --- |
            """);
        foreach (var result in results)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {result.Scenario.Name} | {result.Scenario.Injected} | {result.Lasted.TotalSeconds:F1} s | {result.Answers} | {result.Moments} | {result.Late} | {result.Money} | {result.Promises} |");
        }

        foreach (var violation in results.SelectMany(result => result.Violations.GroupBy(violation => violation.Rule).SelectMany(group => group.Take(Most))))
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"- {violation}");
        }

        return text.ToString();
    }
}
