using System.Text.RegularExpressions;
using FourRunr.Contracts;

namespace FourRunr.PolicyEvaluation.Tests.Differential;

/// <summary>
/// The specification written down a second time, as plainly as it can be said and without any of the code under test:
/// texts are split, lists are walked, nothing is prepared.
/// </summary>
internal static class NaiveEvaluator
{
    /// <summary>The code that the rules alone answer: null for allowed.</summary>
    public static (string? Code, string Rule, string? PolicyId) Decide(PolicyCase question)
    {
        var deny = Winner(question, policy => policy.Spec.Deny);
        if (deny is not null)
        {
            return ("scope_denied", $"deny {Tidy(deny.Value.Scope)}", deny.Value.Policy.PolicyId);
        }

        var allow = Winner(question, policy => policy.Spec.Intent is null || policy.Spec.Intent == question.Intent ? policy.Spec.Scopes : []);
        if (allow is not null)
        {
            return (null, $"allow {Tidy(allow.Value.Scope)}", allow.Value.Policy.PolicyId);
        }

        var otherIntent = Winner(question, policy => policy.Spec.Scopes);
        return otherIntent is null
            ? ("scope_denied", "default deny", null)
            : ("intent_denied", $"intent {otherIntent.Value.Policy.Spec.Intent}", otherIntent.Value.Policy.PolicyId);
    }

    /// <summary>Every constraint that the call breaks, as code and policy id.</summary>
    public static HashSet<(string Code, string PolicyId)> Broken(PolicyCase question)
    {
        var broken = new HashSet<(string, string)>();
        foreach (var policy in question.Policies)
        {
            if (policy.Spec.Schedule is { } schedule && !IsOpen(schedule, question.Now))
            {
                broken.Add(("schedule_denied", policy.PolicyId));
            }

            if (policy.Spec.Guards is { } guards && BreaksGuards(guards, question))
            {
                broken.Add(("guard_denied", policy.PolicyId));
            }

            if (question.Model is { } model && policy.Spec.Models is { } models
                && (models.Allow is { } allow && !allow.Any(pattern => Fits(pattern, model)) || (models.Deny ?? []).Any(pattern => Fits(pattern.ToUpperInvariant(), model.ToUpperInvariant()))))
            {
                broken.Add(("model_denied", policy.PolicyId));
            }
        }

        return broken;
    }

    private static (PolicyResponse Policy, string Scope)? Winner(PolicyCase question, Func<PolicyResponse, IReadOnlyList<string>> scopes)
    {
        var all = new List<(PolicyResponse Policy, string Scope)>();
        foreach (var policy in question.Policies)
        {
            all.AddRange(scopes(policy).Where(scope => Covers(scope, question.Tool, question.Action)).Select(scope => (policy, scope)));
        }

        return all
            .OrderBy(rule => rule.Scope.Count(character => character == '*') is var stars && rule.Scope == "*" ? 2 : stars)
            .ThenBy(rule => rule.Policy.AgentId is null)
            .ThenBy(rule => rule.Policy.PolicyId, StringComparer.Ordinal)
            .Select(rule => ((PolicyResponse, string)?)rule)
            .FirstOrDefault();
    }

    private static bool Covers(string scope, string tool, string action) =>
        scope == "*" || scope == "*:*" || scope == $"{tool}:*" || scope == $"{tool}:{action}";

    private static bool Fits(string pattern, string model) =>
        Regex.IsMatch(model, $@"\A{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}\z");

    /// <summary>Budgets that the call counts against, of an agent with the tag <c>research</c>.</summary>
    public static string Budgets(PolicyCase question) => string.Join(' ', question.Policies
        .Where(policy => policy.Spec.Budgets is [var budget] && Covers(budget.Scopes[0], question.Tool, question.Action) && budget.Per != "tag:night")
        .Select(policy => policy.PolicyId)
        .Order(StringComparer.Ordinal));

    private static string Tidy(string scope) => scope == "*:*" ? "*" : scope;

    private static bool IsOpen(ScheduleSpec schedule, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.Timezone);
        var local = now.UtcDateTime + zone.GetUtcOffset(now);
        var days = schedule.Days ?? [ScheduleDay.Sun, ScheduleDay.Mon, ScheduleDay.Tue, ScheduleDay.Wed, ScheduleDay.Thu, ScheduleDay.Fri, ScheduleDay.Sat];
        var hours = (schedule.Hours ?? "00:00-24:00").Split('-');
        // Is there a day, today or yesterday, whose range holds this moment?
        foreach (var begin in new[] { local.Date, local.Date.AddDays(-1) })
        {
            var from = begin + Clock(hours[0]);
            var to = begin + Clock(hours[1]);
            to = to <= from ? to.AddDays(1) : to;
            if (days.Contains((ScheduleDay)(int)begin.DayOfWeek) && local >= from && local < to)
            {
                return true;
            }
        }

        return false;
    }

    private static TimeSpan Clock(string text) =>
        new(int.Parse(text[..2], CultureInfo.InvariantCulture), int.Parse(text[3..], CultureInfo.InvariantCulture), 0);

    private static bool BreaksGuards(GuardSpec guards, PolicyCase question)
    {
        if (question.RequestBytes > (guards.MaxRequestBytes ?? int.MaxValue))
        {
            return true;
        }

        if (question.Parameters["url"] is { } url)
        {
            var host = new Uri(url.GetValue<string>()).Host;
            if ((guards.BlockedDomains ?? []).Any(domain => Names(domain, host))
                || guards.AllowedDomains is { } allowed && !allowed.Any(domain => Names(domain, host)))
            {
                return true;
            }
        }

        return (guards.Params ?? new Dictionary<string, IReadOnlyDictionary<string, ParameterRule>>())
            .Where(byScope => Covers(byScope.Key, question.Tool, question.Action))
            .SelectMany(byScope => byScope.Value)
            .Any(rule => BreaksRule(rule.Value, ValuesAt(question.Parameters, rule.Key.Split('.'))));
    }

    private static bool Names(string domain, string host) => domain.StartsWith("*.", StringComparison.Ordinal) ? host.EndsWith(domain[1..], StringComparison.Ordinal) : host == domain;

    // A null in the result stands for a place where the parameter is missing.
    private static IEnumerable<JsonNode?> ValuesAt(JsonNode? node, IEnumerable<string> path)
    {
        if (!path.Any())
        {
            return [node];
        }

        var step = path.First();
        var every = step.EndsWith("[]", StringComparison.Ordinal);
        var member = node is JsonObject members ? members[every ? step[..^2] : step] : null;
        if (member is null)
        {
            return [null];
        }

        var nexts = every ? member is JsonArray { Count: > 0 } items ? items.ToArray() : [null] : [member];
        return nexts.SelectMany(next => next is null ? [null] : ValuesAt(next, path.Skip(1)));
    }

    private static bool BreaksRule(ParameterRule rule, IEnumerable<JsonNode?> values) =>
        values.Any(value => value is null ? rule.Required : rule.Forbidden || BreaksValue(rule, value));

    private static bool BreaksValue(ParameterRule rule, JsonNode value)
    {
        var number = NaiveNumber.Of(value);
        var text = value is JsonValue word && word.TryGetValue<string>(out var said) ? said : null;
        var length = text?.EnumerateRunes().Count() ?? (value as JsonArray)?.Count;
        return rule.In is { } allowed && !allowed.Any(one => AreEqual(one, value))
            || rule.NotIn is { } refused && refused.Any(one => AreEqual(one, value))
            || rule.Min is { } min && !(number?.CompareTo(NaiveNumber.Of(min.Text)) >= 0)
            || rule.Max is { } max && !(number?.CompareTo(NaiveNumber.Of(max.Text)) <= 0)
            || rule.MaxLength is { } longest && !(length <= longest)
            || rule.Pattern is { } pattern && !(text is not null && Regex.Match(text, pattern) is { Success: true } match && match.Length == text.Length);
    }

    private static bool AreEqual(JsonNode one, JsonNode other) => (NaiveNumber.Of(one), NaiveNumber.Of(other)) is ({ } first, { } second)
        ? first.CompareTo(second) == 0
        : one.GetValueKind() == other.GetValueKind() && one.GetValueKind() != JsonValueKind.Number && JsonNode.DeepEquals(one, other);
}
