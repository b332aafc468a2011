using FluentValidation;

namespace FourRunr.Auth.Agents;

internal sealed class RotateAgentKeyRequestValidator : AbstractValidator<RotateAgentKeyRequest>
{
    public RotateAgentKeyRequestValidator() => RuleFor(request => request.PublicKeyPem).MustBePublicKey();
}
