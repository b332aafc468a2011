using FluentValidation;
using FourRunr.Auth.Validation;

namespace FourRunr.Auth.Tokens;

internal sealed class RevokeTokenRequestValidator : AbstractValidator<RevokeTokenRequest>
{
    public RevokeTokenRequestValidator() => RuleFor(request => request.Reason).MustBeReason();
}
