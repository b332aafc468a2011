using FluentValidation;
using FourRunr.Contracts;

namespace FourRunr.Policy.Policies;

internal sealed class PolicyRequestValidator : AbstractValidator<PolicyRequest>
{
    private const int LongestName = 128;

    public PolicyRequestValidator()
    {
        RuleFor(request => request.Name)
            .Must(name => !string.IsNullOrWhiteSpace(name) && name.Length <= LongestName && !name.Any(char.IsControl))
            .WithMessage($"must have 1 to {LongestName} characters, not only spaces and no control characters");
        RuleFor(request => request.AgentId)
            .Must((request, agentId) => agentId is null != request.Role is null)
            .WithMessage("exactly one of agent_id and role must be given");
        RuleFor(request => request.AgentId)
            .Matches(PolicyNames.AgentId()).WithMessage("must be an agent id: 'agt_' and 32 hex digits");
        RuleFor(request => request.Role)
            .Matches(PolicyNames.Role()).WithMessage("must be 1 to 64 of a-z, 0-9, '_' and '-' and begin with a letter");
        RuleFor(request => request.Spec).SetValidator(new PolicySpecValidator());
    }
}
