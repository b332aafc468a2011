using FluentValidation;
using FourRunr.Hosting.Validation;

namespace FourRunr.Auth.Agents;

internal sealed class UpdateAgentRequestValidator : AbstractValidator<UpdateAgentRequest>
{
    public UpdateAgentRequestValidator()
    {
        RuleFor(request => request.Role!).MustBeRole().When(request => request.Role is not null);
        RuleFor(request => request.Tags).MustBeTags();
        RuleFor(request => request).Must(request => request.Role is not null || request.Status is not null || request.Tags is not null)
            .WithName("status").WithMessage("Say what to change: status, role or tags.");
    }
}
