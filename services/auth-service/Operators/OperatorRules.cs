using FluentValidation;
using FourRunr.Auth.Agents;
using FourRunr.Contracts;

namespace FourRunr.Auth.Operators;

internal sealed class CreateOperatorValidator : AbstractValidator<CreateOperatorRequest>
{
    public CreateOperatorValidator() => RuleFor(request => request.Name).MustBeName();
}
