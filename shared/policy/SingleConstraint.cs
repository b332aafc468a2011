using FourRunr.PolicyEvaluation.Filters;
using FourRunr.PolicyEvaluation.Guards;
using FourRunr.PolicyEvaluation.Models;
using FourRunr.PolicyEvaluation.Schedules;

namespace FourRunr.PolicyEvaluation;

/// <summary>
/// One constraint of a policy alone. The same code checks it as all of them together, so the results agree.
/// </summary>
/// <param name="Text">As it is written in denials.</param>
/// <param name="Slice">The policy with this constraint alone.</param>
internal sealed record SingleConstraint(string Text, PolicyConstraints Slice, SingleConstraint.Subject About)
{
    /// <summary>What a constraint looks at.</summary>
    internal enum Subject
    {
        Time,
        Size,
        Domain,
        Parameter,
        Model,

        /// <summary>The texts of a request to a model.</summary>
        Texts,
    }

    /// <summary>Those on the call; those on its answer cannot be checked in advance.</summary>
    public static IEnumerable<SingleConstraint> Of(PolicyConstraints policy, string tool, string action)
    {
        var bare = policy with { Guards = null, Schedule = null, ResponseFilters = null, RequestFilters = null, Models = null, Approvals = null };
        if (policy.Schedule is { } schedule)
        {
            CompiledSchedule.TryCompile(schedule, out var compiled);
            yield return new($"schedule {compiled}", bare with { Schedule = schedule }, Subject.Time);
        }

        foreach (var constraint in OfGuards(policy.Guards ?? new GuardSpec(), bare, tool, action))
        {
            yield return constraint;
        }

        if (policy.Models?.Deny is { Count: > 0 } deny)
        {
            yield return new(CompiledModelRules.DenyRule, bare with { Models = new ModelSpec { Deny = deny } }, Subject.Model);
        }

        if (policy.Models?.Allow is { } allow)
        {
            yield return new(CompiledModelRules.AllowRule, bare with { Models = new ModelSpec { Allow = allow } }, Subject.Model);
        }

        foreach (var constraint in OfRequestFilters(policy.RequestFilters ?? new RequestFilterSpec(), bare))
        {
            yield return constraint;
        }
    }

    private static IEnumerable<SingleConstraint> OfRequestFilters(RequestFilterSpec filters, PolicyConstraints bare)
    {
        foreach (var kind in filters.BlockPii ?? [])
        {
            yield return Of(CompiledRequestFilter.BlockPiiRule(kind), new RequestFilterSpec { BlockPii = [kind] });
        }

        foreach (var pattern in filters.BlockPatterns ?? [])
        {
            yield return Of(CompiledRequestFilter.BlockPatternRule(pattern), new RequestFilterSpec { BlockPatterns = [pattern] });
        }

        // What is only redacted refuses what cannot be read.
        if (filters.RedactPii is { Count: > 0 } || filters.RedactPatterns is { Count: > 0 })
        {
            yield return Of("request_filters", new RequestFilterSpec { RedactPii = filters.RedactPii, RedactPatterns = filters.RedactPatterns });
        }

        SingleConstraint Of(string rule, RequestFilterSpec alone) => new(rule, bare with { RequestFilters = alone }, Subject.Texts);
    }

    private static IEnumerable<SingleConstraint> OfGuards(GuardSpec guards, PolicyConstraints bare, string tool, string action)
    {
        if (guards.MaxRequestBytes is { } bytes)
        {
            yield return new(
                string.Create(CultureInfo.InvariantCulture, $"guards.max_request_bytes {bytes}"),
                bare with { Guards = new GuardSpec { MaxRequestBytes = bytes } },
                Subject.Size);
        }

        if (guards.BlockedDomains is { Count: > 0 } blocked)
        {
            yield return new("guards.blocked_domains", bare with { Guards = new GuardSpec { BlockedDomains = blocked } }, Subject.Domain);
        }

        if (guards.AllowedDomains is { } allowed)
        {
            yield return new("guards.allowed_domains", bare with { Guards = new GuardSpec { AllowedDomains = allowed } }, Subject.Domain);
        }

        foreach (var (scope, rules) in (guards.Params ?? new Dictionary<string, IReadOnlyDictionary<string, ParameterRule>>()).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (!Scope.TryParse(scope, out var parsed) || !parsed!.Covers(tool, action))
            {
                continue;
            }

            foreach (var (path, rule) in rules.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                var alone = new Dictionary<string, IReadOnlyDictionary<string, ParameterRule>>
                {
                    [scope] = new Dictionary<string, ParameterRule> { [path] = rule },
                };
                yield return new($"guards.params {scope} {path}", bare with { Guards = new GuardSpec { Params = alone } }, Subject.Parameter);
            }
        }
    }

    /// <summary>The parameters that are looked at, by the first step of their paths.</summary>
    public IEnumerable<string> Parameters => About switch
    {
        Subject.Domain => CallQuestion.UrlParameters,
        Subject.Parameter => Slice.Guards!.Params!.Values.SelectMany(rules => rules.Keys).Select(ParameterPath.FirstName),
        _ => [],
    };

    /// <summary>The member that the question would need for this constraint to be checked; null when it has it.</summary>
    public string? Missing(CallQuestion question) => About switch
    {
        Subject.Time => null,
        Subject.Size => question.RequestBytes is null ? "request_bytes" : null,
        Subject.Model => question.Model is null ? "model" : null,
        Subject.Texts when question.Model is null => "model",
        _ => question.Parameters is null ? "params" : null,
    };

    public bool CanCheck(CallQuestion question) => Missing(question) is null;

    public ConstraintDenial? Check(CallQuestion question) =>
        CompiledConstraints.Compile([Slice], question.Tool, question.Action, CallQuestion.UrlParameters).CheckAll(question.ToCall());
}
