using FluentValidation;

namespace FourRunr.Hosting.Validation;

/// <summary>Lengths in characters of Unicode, as the schemas and references that are published count them.</summary>
public static class LengthRules
{
    /// <summary>At most so many characters; the text may be absent.</summary>
    public static IRuleBuilderOptions<T, TText> AtMostCharacters<T, TText>(this IRuleBuilder<T, TText> rule, int longest) => rule
        .Must(text => text is not string written || Characters.AreAtMost(longest, written)).WithMessage($"must be at most {longest} characters");
}
