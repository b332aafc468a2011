using System.Collections.Concurrent;

namespace FourRunr.ToolProxy.Chaos;

/// <summary>The faults that are injected in this process now. Every replica has rules of its own. Never in Production.</summary>
internal sealed class ChaosRules
{
    private const string Flag = "FF_CHAOS";

    private readonly ConcurrentDictionary<string, ChaosRule> _rules = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;

    /// <exception cref="InvalidConfigurationException"><c>FF_CHAOS</c> is neither on nor off, or on in Production.</exception>
    public ChaosRules(IConfiguration configuration, IHostEnvironment environment, TimeProvider clock)
    {
        _clock = clock;
        IsAllowed = !environment.IsProduction();
        switch (configuration[Flag])
        {
            case null or "" or "off":
                break;
            case "on" when IsAllowed:
                Set(ChaosRule.OfFlag);
                break;
            case "on":
                throw new InvalidConfigurationException($"{Flag} is on; faults are not injected in Production.");
            default:
                throw new InvalidConfigurationException($"{Flag} must be 'on' or 'off'.");
        }
    }

    public bool IsAllowed { get; }

    public IReadOnlyList<ChaosRule> All => [.. _rules.Values.Where(IsInForce).OrderBy(rule => rule.Tool, StringComparer.Ordinal)];

    /// <summary>The tool's own rule, else the one for all tools, else null.</summary>
    public ChaosRule? Of(string tool) => _rules.IsEmpty ? null : InForce(tool) ?? InForce(ChaosRule.AllTools);

    public void Set(ChaosRule rule) => _rules[rule.Tool] = rule;

    /// <summary>Also a rule that has ended by itself.</summary>
    public bool Has(string tool) => _rules.ContainsKey(tool);

    public bool Remove(string tool) => _rules.TryRemove(tool, out _);

    public void Clear() => _rules.Clear();

    private ChaosRule? InForce(string tool) => _rules.TryGetValue(tool, out var rule) && IsInForce(rule) ? rule : null;

    private bool IsInForce(ChaosRule rule) => rule.Until is not { } end || _clock.GetUtcNow() < end;
}
