using FourRunr.PolicyEvaluation.Guards;

namespace FourRunr.PolicyEvaluation.Explanations;

/// <summary>Says in one sentence what would have to be different for a denied call to be allowed: all of it, not only the first.</summary>
internal static class NearestMiss
{
    public static string Of(PolicyEvaluator evaluator, CallQuestion question)
    {
        var conditions = Denies(evaluator, question)
            .Concat(Scopes(evaluator, question))
            .Concat(Constraints(evaluator, question))
            .Distinct();
        return $"The call would be allowed if {string.Join(", and ", conditions)}.";
    }

    private static IEnumerable<string> Denies(PolicyEvaluator evaluator, CallQuestion question) => evaluator.Rules
        .Where(rule => rule.IsDeny && rule.Scope.Covers(question.Tool, question.Action))
        .Select(rule => $"the rule '{rule.Text}' were removed from policy '{rule.Policy.Name}'");

    private static IEnumerable<string> Scopes(PolicyEvaluator evaluator, CallQuestion question)
    {
        var covering = evaluator.Rules.Where(rule => !rule.IsDeny && rule.Scope.Covers(question.Tool, question.Action)).ToArray();
        if (covering.Length == 0)
        {
            var wanted = $"{question.Tool}:{question.Action}";
            yield return ClosestScope.Of(evaluator.Rules.Where(rule => !rule.IsDeny), question.Tool, wanted) is { } closest
                ? $"a policy had the scope '{wanted}' (the closest existing scope is '{closest.Scope}' of policy '{closest.Policy.Name}')"
                : $"a policy with the scope '{wanted}' applied";
        }
        else if (!covering.Any(rule => rule.AcceptsIntent(question.Intent)))
        {
            var intents = covering.Select(rule => $"'{rule.Policy.Spec.Intent}'").Distinct();
            yield return $"the intent were {string.Join(" or ", intents)}";
        }
    }

    private static IEnumerable<string> Constraints(PolicyEvaluator evaluator, CallQuestion question) =>
        from policy in evaluator.Constraints
        from constraint in SingleConstraint.Of(policy, question.Tool, question.Action)
        where constraint.CanCheck(question) && constraint.Check(question) is not null
        select Describe(constraint, question) + $" (policy '{policy.PolicyName}')";

    private static string Describe(SingleConstraint constraint, CallQuestion question) => constraint.About switch
    {
        SingleConstraint.Subject.Time => $"the time were inside {constraint.Text}",
        SingleConstraint.Subject.Size => string.Create(
            CultureInfo.InvariantCulture, $"the request had at most {constraint.Slice.Guards!.MaxRequestBytes} bytes"),
        SingleConstraint.Subject.Model => constraint.Slice.Models!.Allow is null
            ? $"the model '{question.Model}' were not covered by models.deny"
            : $"the model '{question.Model}' were added to models.allow",
        SingleConstraint.Subject.Texts => DescribeTexts(constraint),
        SingleConstraint.Subject.Domain => DescribeDomain(constraint.Slice.Guards!, question.Parameters!.Value),
        _ => DescribeParameter(constraint.Slice.Guards!),
    };

    private static string DescribeTexts(SingleConstraint constraint) =>
        constraint.Slice.RequestFilters is { BlockPii: null, BlockPatterns: null } ? "the request held text instead of tokens" : $"the request held nothing that {constraint.Text} finds";

    private static string DescribeDomain(GuardSpec guards, JsonElement parameters)
    {
        if (CallQuestion.UrlParameters.Select(name => HostIn(parameters, name)).FirstOrDefault(found => found is not null) is not { } host)
        {
            return "the parameter 'url' were a URL with a host";
        }

        return guards.AllowedDomains is null
            ? $"the host '{host}' were not covered by blocked_domains"
            : $"the host '{host}' were added to allowed_domains";
    }

    private static string? HostIn(JsonElement parameters, string name) =>
        parameters.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? DomainPattern.HostOf(value.GetString()!)?.Text : null;

    private static string DescribeParameter(GuardSpec guards)
    {
        var (path, rule) = guards.Params!.Values.Single().Single();
        var demands = new List<string>();
        if (rule.Forbidden)
        {
            return $"the parameter '{path}' were absent";
        }

        Add(rule.Required, "present");
        Add(rule.In is not null, $"one of {Values(rule.In)}");
        Add(rule.NotIn is not null, $"none of {Values(rule.NotIn)}");
        Add(rule.Min is not null, $"at least {rule.Min}");
        Add(rule.Max is not null, $"at most {rule.Max}");
        Add(rule.MaxLength is not null, string.Create(CultureInfo.InvariantCulture, $"at most {rule.MaxLength} long"));
        Add(rule.Pattern is not null, $"a match of '{rule.Pattern}'");
        return $"the parameter '{path}' were {string.Join(" and ", demands)}";

        void Add(bool asked, string demand)
        {
            if (asked)
            {
                demands.Add(demand);
            }
        }
    }

    private static string Values(IEnumerable<System.Text.Json.Nodes.JsonNode>? values) =>
        string.Join(", ", (values ?? []).Select(value => value.ToJsonString()));
}
