using FluentValidation;
using FourRunr.Contracts;

namespace FourRunr.Policy.Decisions;

internal sealed class DecisionRequestValidator : AbstractValidator<DecisionRequest>
{
    internal const int Longest = 256;

    public DecisionRequestValidator()
    {
        RuleFor(request => request.AgentId).NotEmpty().MaximumLength(Longest);
        RuleFor(request => request.Role).NotEmpty().MaximumLength(Longest);
        RuleFor(request => request.Tool).NotEmpty().MaximumLength(Longest);
        RuleFor(request => request.Action).NotEmpty().MaximumLength(Longest);
        RuleFor(request => request.Intent).MaximumLength(Longest);
    }
}

internal sealed class AllowedScopesRequestValidator : AbstractValidator<AllowedScopesRequest>
{
    public AllowedScopesRequestValidator()
    {
        RuleFor(request => request.AgentId).NotEmpty().MaximumLength(DecisionRequestValidator.Longest);
        RuleFor(request => request.Role).NotEmpty().MaximumLength(DecisionRequestValidator.Longest);
    }
}
