using System.Globalization;
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
    }

    /// <summary>Those on the call; those on its answer cannot be checked in advance.</summary>
    public static IEnumerable<SingleConstraint> Of(PolicyConstraints policy, string tool, string action)
    {
        var bare = policy with { Guards = null, Schedule = null, ResponseFilters = null };
        if (policy.Schedule is { } schedule)
        {
            CompiledSchedule.TryCompile(schedule, out var compiled);
            yield return new($"schedule {compiled}", bare with { Schedule = schedule }, Subject.Time);
        }

        if (policy.Guards is not { } guards)
        {
            yield break;
        }

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
        Subject.Parameter => Slice.Guards!.Params!.Values.SelectMany(rules => rules.Keys).Select(path => path.Split('.')[0].Replace("[]", "", StringComparison.Ordinal)),
        _ => [],
    };

    public bool NeedsParameters => About is Subject.Domain or Subject.Parameter;

    /// <summary>Whether the question says what this constraint is about.</summary>
    public bool CanCheck(CallQuestion question) => About switch
    {
        Subject.Time => true,
        Subject.Size => question.RequestBytes is not null,
        _ => question.Parameters is not null,
    };

    public ConstraintDenial? Check(CallQuestion question) =>
        CompiledConstraints.Compile([Slice], question.Tool, question.Action, CallQuestion.UrlParameters).Check(question.ToCall());
}
