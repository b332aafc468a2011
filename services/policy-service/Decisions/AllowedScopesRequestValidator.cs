using FluentValidation;
using FourRunr.Hosting.Validation;

namespace FourRunr.Policy.Decisions;

internal sealed class AllowedScopesRequestValidator : AbstractValidator<AllowedScopesRequest>
{
    public AllowedScopesRequestValidator()
    {
        RuleFor(request => request.AgentId).NotEmpty().AtMostCharacters(DecisionRequestValidator.Longest);
        RuleFor(request => request.Role).NotEmpty().AtMostCharacters(DecisionRequestValidator.Longest);
        RuleFor(request => request.Tags).MustBeTags();
    }
}
