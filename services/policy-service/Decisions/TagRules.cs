using FluentValidation;

namespace FourRunr.Policy.Decisions;

internal static class TagRules
{
    public static void MustBeTags<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule) => rule.Custom((tags, context) =>
    {
        if (tags is not null && AgentTags.Complain(tags) is { } complaint)
        {
            context.AddFailure(complaint);
        }
    });
}
