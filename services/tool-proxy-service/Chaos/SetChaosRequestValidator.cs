using FluentValidation;

namespace FourRunr.ToolProxy.Chaos;

internal sealed class SetChaosRequestValidator : AbstractValidator<SetChaosRequest>
{
    public SetChaosRequestValidator()
    {
        RuleFor(request => request.Tool).NotEmpty().WithMessage("is required: a tool, or * for all");
        RuleFor(request => request.Percentage).InclusiveBetween(1, 100).WithMessage("must be from 1 to 100");
    }
}
