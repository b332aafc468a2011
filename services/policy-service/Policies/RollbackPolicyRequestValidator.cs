using FluentValidation;

namespace FourRunr.Policy.Policies;

internal sealed class RollbackPolicyRequestValidator : AbstractValidator<RollbackPolicyRequest>
{
    public RollbackPolicyRequestValidator() =>
        RuleFor(request => request.Version).GreaterThanOrEqualTo(1).WithMessage("must be a version of the policy, from 1");
}
