using FourRunr.Documents.Hosts;

namespace FourRunr.PolicyEvaluation.Guards;

/// <summary>The allowed and blocked hosts of one policy, for one URL parameter.</summary>
internal sealed class DomainGuard
{
    private readonly DomainPattern[]? _allowed;
    private readonly DomainPattern[] _blocked;
    private readonly PolicyConstraints _policy;
    private readonly string _parameter;

    private DomainGuard(PolicyConstraints policy, string parameter)
    {
        (_policy, _parameter) = (policy, parameter);
        _allowed = policy.Guards!.AllowedDomains?.Select(Parse).ToArray();
        _blocked = [.. (policy.Guards.BlockedDomains ?? []).Select(Parse)];
    }

    public static DomainGuard? For(PolicyConstraints policy, string parameter) =>
        policy.Guards is { AllowedDomains: not null } or { BlockedDomains.Count: > 0 } ? new DomainGuard(policy, parameter) : null;

    public ConstraintDenial? Check(JsonElement parameters)
    {
        if (!parameters.TryGetProperty(_parameter, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && DomainPattern.HostOf(value.GetString()!) is { } host
            ? CheckHost(host)
            : Denial("guards.allowed_domains", $"The parameter '{_parameter}' is no URL with a host.");
    }

    public ConstraintDenial? CheckUrl(Uri url) =>
        HostName.TryRead(url, out var host, out _) ? CheckHost(host) : Denial("guards.allowed_domains", "The URL has no host.");

    private ConstraintDenial? CheckHost(HostName host)
    {
        foreach (var pattern in _blocked)
        {
            if (pattern.Covers(host))
            {
                return Denial($"guards.blocked_domains {pattern}", "The host is blocked.");
            }
        }

        if (_allowed is null)
        {
            return null;
        }

        foreach (var pattern in _allowed)
        {
            if (pattern.Covers(host))
            {
                return null;
            }
        }

        return Denial("guards.allowed_domains", "The host is not among the allowed ones.");
    }

    private ConstraintDenial Denial(string rule, string detail) => new(GatewayErrors.GuardDenied, rule, detail, _policy);

    private static DomainPattern Parse(string text) =>
        DomainPattern.TryParse(text, out var pattern) ? pattern! : throw new FormatException("A stored domain cannot be read.");
}
