using FluentValidation;
using FourRunr.Auth.Validation;

namespace FourRunr.Auth.Operators;

internal sealed class CreateOperatorRequestValidator : AbstractValidator<CreateOperatorRequest>
{
    public CreateOperatorRequestValidator() => RuleFor(request => request.Name).MustBeName();
}
