using System.Text.RegularExpressions;
using FluentValidation;
using FourRunr.Contracts;
using FourRunr.Documents;
using FourRunr.Hosting.Validation;

namespace FourRunr.Auth.Agents;

/// <summary>Rules that several requests share.</summary>
internal static partial class AgentRules
{
    public const int LongestName = 128;

    public static IRuleBuilderOptions<T, string> MustBeName<T>(this IRuleBuilder<T, string> rule) => rule
        .NotEmpty().AtMostCharacters(LongestName).MustBePlainText()
        .Must(PlainText.IsVisible).WithMessage("At least one character must be visible.");

    /// <inheritdoc cref="PlainText.IsPlain"/>
    public static IRuleBuilderOptions<T, TText> MustBePlainText<T, TText>(this IRuleBuilder<T, TText> rule)
        where TText : notnull => rule
        .Must(text => text is not string written || PlainText.IsPlain(written)).WithMessage(PlainText.Rule);

    public static IRuleBuilderOptions<T, string> MustBeRole<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(role => Role().IsMatch(role)).WithMessage("A role is 1 to 64 of a-z 0-9 _ - and begins with a letter.");

    public static void MustBePublicKey<T>(this IRuleBuilder<T, string> rule) => rule.Custom((pem, context) =>
    {
        if (pem is not null && !AgentKey.TryRead(pem, out _, out var problem))
        {
            context.AddFailure(problem);
        }
    });

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Role();
}

internal sealed class CreateAgentValidator : AbstractValidator<CreateAgentRequest>
{
    public CreateAgentValidator()
    {
        RuleFor(request => request.Name).MustBeName();
        RuleFor(request => request.Role).MustBeRole();
        RuleFor(request => request.CreatedBy!).AtMostCharacters(AgentRules.LongestName).MustBePlainText();
        RuleFor(request => request.PublicKeyPem!).MustBePublicKey();
    }
}

internal sealed class UpdateAgentValidator : AbstractValidator<UpdateAgentRequest>
{
    public UpdateAgentValidator()
    {
        RuleFor(request => request.Role!).MustBeRole().When(request => request.Role is not null);
        RuleFor(request => request).Must(request => request.Role is not null || request.Status is not null)
            .WithName("status").WithMessage("Say what to change: status or role.");
    }
}

internal sealed class RotateAgentKeyValidator : AbstractValidator<RotateAgentKeyRequest>
{
    public RotateAgentKeyValidator() => RuleFor(request => request.PublicKeyPem!).MustBePublicKey();
}
