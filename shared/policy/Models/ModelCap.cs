namespace FourRunr.PolicyEvaluation.Models;

/// <summary>The smallest of the bounds that policies set.</summary>
/// <param name="Rule">As it is written in denials: <c>models.max_choices 1</c>.</param>
/// <param name="Policy">Whose bound it is; of equal ones the first by id.</param>
internal sealed record ModelCap(int Most, string Rule, PolicyConstraints Policy)
{
    /// <param name="bounds">In the order of the policies' ids; null where a policy sets none.</param>
    public static ModelCap? Smallest(string name, IEnumerable<(int? Most, PolicyConstraints Policy)> bounds)
    {
        ModelCap? smallest = null;
        foreach (var (most, policy) in bounds)
        {
            if (most < 1)
            {
                throw new FormatException($"The stored bound '{name}' cannot be used.");
            }

            if (most is { } bound && (smallest is null || bound < smallest.Most))
            {
                smallest = new ModelCap(bound, string.Create(CultureInfo.InvariantCulture, $"{name} {bound}"), policy);
            }
        }

        return smallest;
    }
}
