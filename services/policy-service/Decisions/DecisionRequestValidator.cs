using FluentValidation;
using FourRunr.Hosting.Validation;

namespace FourRunr.Policy.Decisions;

internal sealed class DecisionRequestValidator : AbstractValidator<DecisionRequest>
{
    internal const int Longest = 256;

    public DecisionRequestValidator()
    {
        RuleFor(request => request.AgentId).NotEmpty().AtMostCharacters(Longest);
        RuleFor(request => request.Role).NotEmpty().AtMostCharacters(Longest);
        RuleFor(request => request.Tool).NotEmpty().AtMostCharacters(Longest);
        RuleFor(request => request.Action).NotEmpty().AtMostCharacters(Longest);
        RuleFor(request => request.Tags).MustBeTags();
        RuleFor(request => request.Intent).AtMostCharacters(Longest);
    }
}
