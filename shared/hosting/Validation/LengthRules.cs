using FluentValidation;
using FourRunr.Documents;

namespace FourRunr.Hosting.Validation;

/// <summary>Lengths in characters of Unicode, as the schemas and references that are published count them.</summary>
public static class LengthRules
{
    /// <summary>A text of at most so many characters; absent will do.</summary>
    public static IRuleBuilderOptions<T, TText> AtMostCharacters<T, TText>(this IRuleBuilder<T, TText> rule, int longest) => rule
        .Must(text => text is not string written || Characters.AreAtMost(longest, written)).WithMessage($"must be at most {longest} characters");
}
