using FluentValidation;

namespace FourRunr.Hosting.Validation;

/// <summary>Tags of agents in bodies.</summary>
public static class TagRules
{
    /// <summary>Good by <see cref="AgentTags"/>; the list may be absent.</summary>
    public static void MustBeTags<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule) => rule.Custom((tags, context) =>
    {
        if (tags is not null && AgentTags.Complain(tags) is { } complaint)
        {
            context.AddFailure(complaint);
        }
    });
}
