using FluentValidation;
using FourRunr.Auth.Validation;
using FourRunr.Contracts;

namespace FourRunr.Auth.Operators;

internal sealed class CreateOperatorRequestValidator : AbstractValidator<CreateOperatorRequest>
{
    public CreateOperatorRequestValidator() => RuleFor(request => request.Name).MustBeName();
}
