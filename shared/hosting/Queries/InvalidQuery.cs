using FourRunr.Hosting.Errors;

namespace FourRunr.Hosting.Queries;

/// <summary>The one refusal of a query.</summary>
public static class InvalidQuery
{
    public static ProblemResult Refuse(string parameter, string message) => Refuse(new Dictionary<string, string[]> { [parameter] = [message] });

    /// <param name="errors">Query parameter to what is wrong with it.</param>
    public static ProblemResult Refuse(IReadOnlyDictionary<string, string[]> errors) => new(GatewayErrors.BodyInvalid, "A query parameter is not valid.")
    {
        Errors = errors,
        HowToFix = "Correct the query parameters listed in 'errors'.",
    };
}
