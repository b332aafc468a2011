using FourRunr.Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace FourRunr.PolicyEvaluation.Tests.Differential;

/// <summary>
/// Random cases from a small vocabulary, so that rules and calls often meet, and a shrinker that takes away policies,
/// rules and sections one at a time.
/// </summary>
internal static class PolicyCases
{
    private static readonly Gen<string> Scope = Gen.Elements(
        "*", "*:*", "serpapi:*", "serpapi:search", "http_fetch:*", "http_fetch:get", "http_fetch:head", "openai:chat");

    private static readonly Gen<string> Domain = Gen.Elements("a.org", "*.a.org", "b.a.org", "*.b.a.org", "c.net");

    /// <summary>Small ones, one too large for a double to tell from its neighbours, and several spellings of each.</summary>
    private static readonly Gen<string> Number = Gen.Elements(
        "0", "-0", "1", "2", "3", "3.0", "30e-1", "4.5", "45E-1", "9007199254740992", "9007199254740993", "9007199254740993.0", "90071992547409930e-1",
        "9007199254740994", "0.1", "0.1000000000000000000000000000001", "-1");

    private static readonly Gen<ParameterRule> Rule =
        from part in Gen.Choose(0, 10)
        from exact in Number
        from number in Gen.Choose(-1, 5)
        from flag in Gen.Elements(true, false)
        select part switch
        {
            0 => new ParameterRule { In = [JsonValue.Create("google")!, JsonValue.Create(3)] },
            1 => new ParameterRule { NotIn = [JsonValue.Create("bing")!, JsonValue.Create(2), JsonValue.Create(true)] },
            2 => new ParameterRule { Min = number },
            3 => new ParameterRule { Max = number, Min = number - 2 },
            4 => new ParameterRule { MaxLength = Math.Max(0, number) },
            5 => new ParameterRule { Pattern = flag ? "[a-g]*" : "goo(gle)?" },
            6 => new ParameterRule { Required = true, Max = flag ? number : null },
            7 => new ParameterRule { In = [JsonNode.Parse(exact)!, JsonValue.Create(3)] },
            8 => new ParameterRule { NotIn = [JsonNode.Parse(exact)!] },
            9 => flag ? new ParameterRule { Min = new ExactNumber(exact) } : new ParameterRule { Max = new ExactNumber(exact) },
            _ => new ParameterRule { Forbidden = true },
        };

    private static readonly Gen<string> Path = Gen.Elements("q", "num", "engine", "nested.value", "items[].value");

    private static readonly Gen<GuardSpec> Guards =
        from maxRequest in Maybe(Gen.Choose(1, 40))
        from allowed in MaybeList(Domain)
        from blocked in MaybeList(Domain)
        from scope in Scope
        from rules in Gen.ListOf(from path in Path from rule in Rule select (path, rule), 2)
        from hasRules in Gen.Elements(true, false)
        select new GuardSpec
        {
            MaxRequestBytes = maxRequest,
            AllowedDomains = allowed,
            BlockedDomains = blocked,
            Params = hasRules
                ? new Dictionary<string, IReadOnlyDictionary<string, ParameterRule>>
                {
                    [scope] = rules.DistinctBy(rule => rule.path).ToDictionary(rule => rule.path, rule => rule.rule),
                }
                : null,
        };

    private static readonly Gen<ScheduleSpec> Schedule =
        from zone in Gen.Elements("UTC", "America/Toronto", "Asia/Kolkata", "Europe/Berlin", "Pacific/Chatham")
        from days in Gen.SubListOf(Enum.GetValues<ScheduleDay>())
        from hours in Gen.Elements(null, "00:00-24:00", "06:00-22:00", "22:00-06:00", "12:30-12:30", "23:59-24:00", "00:00-00:01")
        select new ScheduleSpec(zone, days.Count == 0 ? null : [.. days], hours);

    private static readonly Gen<string> ModelName = Gen.Elements("gpt-5", "gpt-5-mini", "claude", "GPT-5");

    private static readonly Gen<string> ModelPattern = Gen.Elements("gpt-5", "gpt-*", "*-mini", "*", "g*5*", "claude");

    private static readonly Gen<ModelSpec> Models =
        from allow in MaybeList(ModelPattern)
        from deny in MaybeList(ModelPattern)
        select new ModelSpec { Allow = allow, Deny = deny };

    private static readonly Gen<IReadOnlyList<BudgetSpec>> Budgets =
        from scope in Scope
        from per in Gen.Elements("agent", "all", "tag:research", "tag:night")
        select (IReadOnlyList<BudgetSpec>)[new BudgetSpec { Name = "b", Per = per, Limit = "1", Window = new() { Sliding = "1h" }, Scopes = [scope] }];

    private static readonly Gen<PolicySpec> Spec =
        from scopes in Gen.Choose(0, 3).SelectMany(count => Gen.ListOf(Scope, count))
        from denies in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 2))).SelectMany(count => Gen.ListOf(Scope, count))
        from intent in Gen.Frequency((3, Gen.Constant<string?>(null)), (1, Gen.Elements<string?>("lead", "other")))
        from guards in MaybeClass(Guards)
        from schedule in MaybeClass(Schedule)
        from models in MaybeClass(Models)
        from budgets in MaybeClass(Budgets)
        select new PolicySpec { Scopes = [.. scopes], Deny = [.. denies], Intent = intent, Guards = guards, Schedule = schedule, Models = models, Budgets = budgets };

    private static readonly Gen<JsonObject> Parameters =
        from url in Gen.Elements(null, "https://a.org/x", "https://b.a.org", "http://x.b.a.org:8080/", "https://ba.org", "https://evila.org", "https://c.net")
        from q in Gen.Elements<JsonNode?>(null, "google", "abc", "", true, "😀😀")
        from num in Gen.OneOf(Number.Select(number => (string?)number), Gen.Elements(null, "\"3\"", "null"))
        from nested in Gen.Elements(null, "{}", "{\"value\":2}", "{\"value\":\"bing\"}", "7")
        from items in Gen.Elements(null, "[]", "[{\"value\":1},{\"value\":3}]", "[{\"value\":\"google\"},{}]", "[1]")
        select Object(("url", url is null ? null : JsonValue.Create(url)), ("q", q?.DeepClone()), ("num", Parse(num)), ("nested", Parse(nested)), ("items", Parse(items)));

    private static readonly Gen<PolicyCase> Case =
        from count in Gen.Choose(0, 4)
        from specs in Gen.ListOf(Spec, count)
        from bindings in Gen.ListOf(Gen.Elements("agent", "role", "tag"), count)
        from ids in Gen.ListOf(Gen.Choose(0, int.MaxValue), count)
        from call in Gen.Elements(("serpapi", "search"), ("http_fetch", "get"), ("http_fetch", "head"), ("openai", "chat"), ("gmail_send", "send"))
        from intent in Gen.Elements<string?>(null, "lead", "other")
        from parameters in Parameters
        from bytes in Gen.Choose(0, 50)
        from minutes in Gen.Choose(0, 400 * 24 * 60)
        from model in Gen.OneOf(Gen.Constant<string?>(null), ModelName.Select(name => (string?)name))
        select new PolicyCase(
            [.. specs.Zip(bindings, ids).DistinctBy(policy => policy.Third).Select(policy => Policy(policy.First, policy.Second, policy.Third))], call.Item1, call.Item2, intent, parameters, bytes,
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes), model);

    public static readonly Arbitrary<PolicyCase> Arbitrary = Arb.From(Case, Shrink);

    // Random ids, so that precedence by id is independent of the order in the list.
    private static PolicyResponse Policy(PolicySpec spec, string boundTo, int id) => new()
    {
        PolicyId = $"pol_{id:x8}",
        Name = "p",
        AgentId = boundTo == "agent" ? "agt_1" : null,
        Role = boundTo == "role" ? "role" : null,
        Tag = boundTo == "tag" ? "research" : null,
        Version = 1,
        Spec = spec,
        CreatedAt = default,
        UpdatedAt = default,
    };

    private static IEnumerable<PolicyCase> Shrink(PolicyCase question)
    {
        for (var i = 0; i < question.Policies.Count; i++)
        {
            yield return question with { Policies = [.. question.Policies.Where((_, index) => index != i)] };
            foreach (var smaller in Shrink(question.Policies[i].Spec))
            {
                yield return question with { Policies = [.. question.Policies.Select((policy, index) => index == i ? policy with { Spec = smaller } : policy)] };
            }
        }
    }

    private static IEnumerable<PolicySpec> Shrink(PolicySpec spec)
    {
        foreach (var scope in spec.Scopes)
        {
            yield return spec with { Scopes = [.. spec.Scopes.Where(other => other != scope)] };
        }

        foreach (var scope in spec.Deny)
        {
            yield return spec with { Deny = [.. spec.Deny.Where(other => other != scope)] };
        }

        if (spec.Intent is not null)
        {
            yield return spec with { Intent = null };
        }

        if (spec.Schedule is not null)
        {
            yield return spec with { Schedule = null };
        }

        if (spec.Models is not null)
        {
            yield return spec with { Models = null };
        }

        if (spec.Budgets is not null)
        {
            yield return spec with { Budgets = null };
        }

        if (spec.Guards is { } guards)
        {
            yield return spec with { Guards = null };
            foreach (var smaller in new[] { guards with { Params = null }, guards with { AllowedDomains = null }, guards with { BlockedDomains = null }, guards with { MaxRequestBytes = null } })
            {
                if (smaller != guards)
                {
                    yield return spec with { Guards = smaller };
                }
            }
        }
    }

    private static Gen<T?> Maybe<T>(Gen<T> some)
        where T : struct => Gen.OneOf(Gen.Constant<T?>(null), some.Select(value => (T?)value));

    private static Gen<T?> MaybeClass<T>(Gen<T> some)
        where T : class => Gen.Frequency((2, Gen.Constant<T?>(null)), (1, some.Select(value => (T?)value)));

    private static Gen<IReadOnlyList<string>?> MaybeList(Gen<string> item) => Gen.Frequency(
        (2, Gen.Constant<IReadOnlyList<string>?>(null)),
        (1, Gen.Choose(0, 2).SelectMany(count => Gen.ListOf(item, count)).Select(items => (IReadOnlyList<string>?)[.. items])));

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);

    private static JsonObject Object(params (string Name, JsonNode? Value)[] members) =>
        new(members.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Name, member.Value)));
}
