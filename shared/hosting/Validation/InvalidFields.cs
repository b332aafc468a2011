using FourRunr.Hosting.Errors;

namespace FourRunr.Hosting.Validation;

/// <summary>The one refusal of a body that could be read and has fields that are not valid.</summary>
public static class InvalidFields
{
    public static ProblemResult Refuse(string field, string message) => Refuse(new Dictionary<string, string[]> { [field] = [message] });

    /// <param name="errors">Field path in snake_case to its messages.</param>
    public static ProblemResult Refuse(IReadOnlyDictionary<string, string[]> errors) => new(GatewayErrors.BodyInvalid, "Some fields are not valid.")
    {
        Errors = Bounded(errors),
        HowToFix = GatewayErrors.ParamsInvalid.HowToFix,
    };

    /// <summary>Bounded, because the caller chooses how many there are.</summary>
    private static IReadOnlyDictionary<string, string[]> Bounded(IReadOnlyDictionary<string, string[]> errors)
    {
        if (errors.Count <= DocumentErrors.MostListed)
        {
            return errors;
        }

        var listed = errors.Take(DocumentErrors.MostListed).ToDictionary();
        listed["$"] = [string.Create(CultureInfo.InvariantCulture, $"{errors.Count - DocumentErrors.MostListed} more fields are not valid, and are not listed.")];
        return listed;
    }
}
