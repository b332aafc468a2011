using FluentValidation;
using FourRunr.Contracts;
using FourRunr.PolicyEvaluation;

namespace FourRunr.Policy.Policies;

/// <summary>Finds everything that is wrong with a spec at once, so that it is corrected once.</summary>
internal sealed class PolicySpecValidator : AbstractValidator<PolicySpec>
{
    private const int MostScopes = 500;

    public PolicySpecValidator()
    {
        RuleFor(spec => spec.Scopes).Must(FitIn).WithMessage($"must have at most {MostScopes} entries");
        RuleFor(spec => spec.Deny).Must(FitIn).WithMessage($"must have at most {MostScopes} entries");
        RuleForEach(spec => spec.Scopes).Must(BeScope).WithMessage(Scope.Grammar);
        RuleForEach(spec => spec.Deny).Must(BeScope).WithMessage(Scope.Grammar);
        RuleFor(spec => spec.RateLimit!).SetValidator(new RateLimitSpecValidator()).When(spec => spec.RateLimit is not null);
    }

    private static bool FitIn(IReadOnlyList<string> scopes) => scopes.Count <= MostScopes;

    private static bool BeScope(string text) => Scope.TryParse(text, out _);
}
