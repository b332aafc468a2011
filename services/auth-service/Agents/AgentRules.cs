using System.Text.RegularExpressions;
using FluentValidation;

namespace FourRunr.Auth.Agents;

/// <summary>Rules that several requests share.</summary>
internal static partial class AgentRules
{
    public static IRuleBuilderOptions<T, string> MustBeRole<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(role => Role().IsMatch(role)).WithMessage("A role is 1 to 64 of a-z 0-9 _ - and begins with a letter.");

    public static void MustBePublicKey<T>(this IRuleBuilder<T, string?> rule) => rule.Custom((pem, context) =>
    {
        if (pem is not null && !AgentKey.TryRead(pem, out _, out var problem))
        {
            context.AddFailure(problem);
        }
    });

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Role();
}
