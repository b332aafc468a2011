using FluentValidation;
using FourRunr.Hosting.Validation;

namespace FourRunr.Auth.Validation;

/// <summary>Rules for text that people write and read.</summary>
internal static class TextRules
{
    private const int LongestName = 128;
    private const int LongestReason = 256;

    public static IRuleBuilderOptions<T, string> MustBeName<T>(this IRuleBuilder<T, string> rule) => rule
        .NotEmpty().AtMostCharacters(LongestName).MustBePlainText()
        .Must(PlainText.IsVisible).WithMessage("At least one character must be visible.");

    public static IRuleBuilderOptions<T, string?> MustBeCreator<T>(this IRuleBuilder<T, string?> rule) =>
        rule.AtMostCharacters(LongestName).MustBePlainText();

    public static IRuleBuilderOptions<T, string?> MustBeReason<T>(this IRuleBuilder<T, string?> rule) =>
        rule.AtMostCharacters(LongestReason).MustBePlainText();

    /// <inheritdoc cref="PlainText.IsPlain"/>
    private static IRuleBuilderOptions<T, TText> MustBePlainText<T, TText>(this IRuleBuilder<T, TText> rule) => rule
        .Must(text => text is not string written || PlainText.IsPlain(written)).WithMessage(PlainText.Rule);
}
