using System.Collections.Concurrent;

namespace FourRunr.ToolProxy.Models.Providers;

/// <summary>In which order the credentials of a provider are used: as they are listed, without those that it refused a moment ago.</summary>
internal sealed class ProviderKeys(IReadOnlyList<string> names, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _restUntil = new(StringComparer.Ordinal);

    /// <returns>When all of them rest, only the one whose rest ends first.</returns>
    public IReadOnlyList<string> InOrder()
    {
        if (_restUntil.IsEmpty)
        {
            return names;
        }

        var now = clock.GetUtcNow();
        List<string> ready = [.. names.Where(name => _restUntil.GetValueOrDefault(name) <= now)];
        return ready.Count > 0 || names.Count == 0 ? ready : [names.MinBy(name => _restUntil.GetValueOrDefault(name)) ?? names[0]];
    }

    public void Accepted(string name) => _restUntil.TryRemove(name, out _);

    public void Rest(string name, TimeSpan time) => _restUntil[name] = clock.GetUtcNow() + time;
}
