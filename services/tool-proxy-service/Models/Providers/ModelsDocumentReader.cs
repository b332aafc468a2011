using System.Text.RegularExpressions;
using FourRunr.PolicyEvaluation.Models;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>Reads providers and routes. Unknown members are errors.</summary>
internal sealed partial class ModelsDocumentReader(BaseUrlRules urls)
{
    private const int MostProviders = 100;
    private const int MostModels = 1000;
    private const int MostRoutes = 1000;
    private const int MostCandidates = 16;
    private const string NameRule = "must be 1 to 64 of a-z, 0-9, '_' and '-' and begin with a letter";

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Those of OpenAI that think without showing it.</summary>
    private static readonly IReadOnlyList<ModelPattern> ReasoningModels =
        [.. ((string[])["o1*", "o3*", "o4*", "gpt-5*", "codex*", "*deep-research*"]).Select(text => ModelPattern.Parse(text, ignoreCase: true))];

    /// <returns>Null when <paramref name="errors"/> says why.</returns>
    public ModelsDocument? Read(JsonElement json, DocumentErrors errors)
    {
        var document = ObjectReader.Read(json, path: "", errors, reader =>
        {
            var providers = reader.Items("providers", MostProviders, (item, path) => reader.ReadItem(item, path, provider => ReadProvider(provider, path)), required: true) ?? [];
            var routes = reader.Items("routes", MostRoutes, (item, path) => reader.ReadItem(item, path, ReadRoute)) ?? [];
            foreach (var name in providers.CountBy(provider => provider.Name).Where(count => count.Value > 1))
            {
                reader.Complain("providers", $"has '{name.Key}' more than once");
            }

            Check(reader, providers, routes);
            return new ModelsDocument(providers, routes);
        });
        return errors.IsEmpty ? document : null;
    }

    private static void Check(ObjectReader reader, IReadOnlyList<ModelProvider> providers, IReadOnlyList<ModelRoute> routes)
    {
        foreach (var name in routes.CountBy(route => route.Model).Where(count => count.Value > 1))
        {
            reader.Complain("routes", $"has '{name.Key}' more than once");
        }

        foreach (var (index, route) in routes.Index())
        {
            var known = route.Candidates.Select(candidate => providers.FirstOrDefault(provider => provider.Name == candidate.Provider)).ToList();
            if (known.Contains(null))
            {
                reader.Complain($"routes[{index}].to", "names a provider that is not in 'providers'");
            }
            else if (known.DistinctBy(provider => provider?.Api).Count() > 1)
            {
                reader.Complain($"routes[{index}].to", "has providers of different dialects: nothing is translated");
            }
        }
    }

    private ModelProvider? ReadProvider(ObjectReader reader, string path)
    {
        var name = reader.Name("name", text => CredentialRules.IsToolName(text) ? null : NameRule, required: true);
        var api = reader.Word<ModelApi>("dialect", required: true);
        var isMock = reader.Flag("mock");
        var baseUrl = ReadBaseUrl(reader, isMock);
        var credentials = reader.Texts("credentials", 16, text => CredentialRules.IsToolName(text) ? null : NameRule) ?? [];
        if (baseUrl is not null && urls.Complain(baseUrl, sendsCredential: credentials.Count > 0) is { } complaint)
        {
            reader.Complain("base_url", complaint);
        }

        var key = reader.Word<KeyPlacement>("key");
        var models = Patterns(reader, "models", MostModels);
        if (!reader.Has("models"))
        {
            reader.ComplainAt(reader.PathOf("models"), "is required: names of models, or patterns with '*'");
        }

        var provider = new ModelProvider
        {
            Name = name ?? path,
            Api = api ?? ModelApi.Openai,
            BaseUrl = baseUrl,
            Credentials = credentials,
            Key = key ?? (api == ModelApi.Anthropic ? KeyPlacement.XApiKey : KeyPlacement.Bearer),
            Models = models ?? [],
            ReasoningModels = Patterns(reader, "reasoning_models", MostModels) ?? ReasoningModels,
            Betas = Patterns(reader, "betas", 100) ?? [],
            Headers = ReadHeaders(reader),
            Cap = reader.Word<CapMember>("output_cap") ?? CapMember.MaxCompletionTokens,
        };
        provider = provider with
        {
            FirstByte = Time(reader, "first_byte") ?? provider.FirstByte,
            Idle = Time(reader, "idle") ?? provider.Idle,
            Total = Time(reader, "total") ?? provider.Total,
            MaxConcurrent = (int)(reader.WholeNumber("max_concurrent", 1, 10_000) ?? provider.MaxConcurrent),
        };
        return reader.Child("breaker", breaker => provider with
        {
            BreakerMinimum = (int)(breaker.WholeNumber("minimum_calls", 2, 10_000) ?? provider.BreakerMinimum),
            BreakerPause = Time(breaker, "pause") ?? provider.BreakerPause,
        }) ?? provider;
    }

    private static Uri? ReadBaseUrl(ObjectReader reader, bool isMock)
    {
        if (reader.Text("base_url", required: !isMock, maxLength: 2048) is not { } text)
        {
            return null;
        }

        if (isMock)
        {
            reader.Complain("base_url", "is not for a mock");
            return null;
        }

        if (OutboundTarget.ParseUrl(text.EndsWith('/') ? text : $"{text}/") is { Query: "", Fragment: "" } url)
        {
            return url;
        }

        reader.Complain("base_url", "must be an absolute http(s) URL without query or user name");
        return null;
    }

    private static IReadOnlyDictionary<string, string> ReadHeaders(ObjectReader reader)
    {
        var headers = reader.Map(
            "headers",
            RequestHeaders.MaxCount,
            _ => null,
            (header, path) =>
            {
                if (header.Value.ValueKind == JsonValueKind.String)
                {
                    return header.Value.GetString();
                }

                reader.ComplainAt(path, "must be a string");
                return null;
            });
        foreach (var fault in RequestHeaders.Faults(headers))
        {
            reader.Complain("headers", fault);
        }

        return headers ?? new Dictionary<string, string>();
    }

    private static ModelRoute? ReadRoute(ObjectReader reader)
    {
        var model = reader.Name("model", text => ModelName().IsMatch(text) ? null : ModelPattern.Grammar, required: true);
        var to = reader.Items(
            "to",
            MostCandidates,
            (item, path) => reader.ReadItem(item, path, candidate =>
                candidate.Text("provider", required: true, maxLength: 64) is { } provider && candidate.Text("model", required: true, maxLength: 256) is { } name
                    ? new ModelCandidate(provider, name)
                    : null),
            required: true);
        if (to is { Count: 0 })
        {
            reader.Complain("to", "must name at least one provider and model");
        }

        var on = reader.Texts("fall_back_on", 4, text => Reason(text) is null ? "must be one of 429, 5xx, timeout, connect" : null);
        return model is not null && to is { Count: > 0 }
            ? new ModelRoute(model, to, on is null ? FallbackReason.All : on.Aggregate(FallbackReason.None, (all, text) => all | (Reason(text) ?? FallbackReason.None)))
            : null;
    }

    private static FallbackReason? Reason(string text) => text switch
    {
        "429" => FallbackReason.RateLimited,
        "5xx" => FallbackReason.ServerError,
        "timeout" => FallbackReason.Timeout,
        "connect" => FallbackReason.Connect,
        _ => null,
    };

    private static List<ModelPattern>? Patterns(ObjectReader reader, string member, int most) =>
        reader.Texts(member, most, text => ModelPattern.IsPattern(text) ? null : ModelPattern.Grammar)?
            .Select(text => ModelPattern.Parse(text, ignoreCase: false)).ToList();

    private static TimeSpan? Time(ObjectReader reader, string member) =>
        reader.Name(member, text => GatewayDuration.TryParse(text, out var time) && time > TimeSpan.Zero && time <= Longest ? null : "must be from 1s to 1h, such as 60s") is { } text
        && GatewayDuration.TryParse(text, out var read)
            ? read
            : null;

    [GeneratedRegex(@"\A[!-)+-~]{1,256}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModelName();
}
