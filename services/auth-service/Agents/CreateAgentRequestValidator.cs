using FluentValidation;
using FourRunr.Auth.Validation;
using FourRunr.Hosting.Validation;

namespace FourRunr.Auth.Agents;

internal sealed class CreateAgentRequestValidator : AbstractValidator<CreateAgentRequest>
{
    public CreateAgentRequestValidator()
    {
        RuleFor(request => request.Name).MustBeName();
        RuleFor(request => request.Role).MustBeRole();
        RuleFor(request => request.CreatedBy).MustBeCreator();
        RuleFor(request => request.Tags).MustBeTags();
        RuleFor(request => request.PublicKeyPem).MustBePublicKey();
    }
}
