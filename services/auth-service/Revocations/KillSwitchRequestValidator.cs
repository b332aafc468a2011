using FluentValidation;
using FourRunr.Auth.Agents;
using FourRunr.Auth.Validation;

namespace FourRunr.Auth.Revocations;

internal sealed class KillSwitchRequestValidator : AbstractValidator<KillSwitchRequest>
{
    public KillSwitchRequestValidator()
    {
        RuleFor(request => request.Reason).NotEmpty().MustBeReason();
        RuleFor(request => request.Role!).MustBeRole().When(request => request.Role is not null);
        RuleFor(request => request)
            .Must(request => (request.AgentId is null ? 0 : 1) + (request.Role is null ? 0 : 1) + (request.All ? 1 : 0) == 1)
            .WithName("all").WithMessage("Send exactly one of agent_id, role and all.");
    }
}
