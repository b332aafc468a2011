using System.Collections.Frozen;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>Every provider and every model that callers may name.</summary>
internal sealed class ModelDirectory(IReadOnlyList<ModelProvider> providers, IReadOnlyList<ModelRoute> routes)
{
    private readonly FrozenDictionary<string, ModelProvider> _providers = providers.ToFrozenDictionary(provider => provider.Name);
    private readonly FrozenDictionary<string, ModelRoute> _routes = routes.ToFrozenDictionary(route => route.Model);

    public IReadOnlyList<ModelProvider> Providers { get; } = providers;

    /// <summary>The most that a call can take, all attempts of the longest route included.</summary>
    public TimeSpan LongestCall { get; } = providers
        .Select(provider => provider.Total)
        .Concat(routes.Select(route => new TimeSpan(route.Candidates.Sum(candidate => providers.First(provider => provider.Name == candidate.Provider).Total.Ticks))))
        .Append(TimeSpan.FromMinutes(1))
        .Max();

    public ModelProvider Provider(string name) => _providers[name];

    /// <summary>The route of this name, else the first provider that has the model.</summary>
    /// <returns>Null for a model that nobody has in this API.</returns>
    public ModelRoute? Find(ModelApi api, string model)
    {
        if (_routes.TryGetValue(model, out var route))
        {
            return _providers[route.Candidates[0].Provider].Api == api ? route : null;
        }

        foreach (var provider in Providers)
        {
            if (provider.Api == api && provider.Models.Any(pattern => pattern.Covers(model)))
            {
                return new ModelRoute(model, [new ModelCandidate(provider.Name, model)], FallbackReason.None);
            }
        }

        return null;
    }

    /// <summary>Names that can be listed: routes, and models that providers name in full.</summary>
    /// <returns>Each with the provider that is asked first.</returns>
    public IEnumerable<(string Model, ModelProvider Provider)> Names(ModelApi api) => _routes.Values
        .Select(route => (route.Model, Provider: _providers[route.Candidates[0].Provider]))
        .Concat(Providers.SelectMany(provider => provider.Models.Where(pattern => !pattern.ToString().Contains('*')).Select(pattern => (Model: pattern.ToString(), Provider: provider))))
        .Where(named => named.Provider.Api == api)
        .DistinctBy(named => named.Model)
        .OrderBy(named => named.Model, StringComparer.Ordinal);
}
