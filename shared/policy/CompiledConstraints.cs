using FourRunr.PolicyEvaluation.Approvals;
using FourRunr.PolicyEvaluation.Filters;
using FourRunr.PolicyEvaluation.Guards;
using FourRunr.PolicyEvaluation.Models;
using FourRunr.PolicyEvaluation.Schedules;

namespace FourRunr.PolicyEvaluation;

/// <summary>
/// The constraints that all applying policies put on one action of one tool, ready to run: pure, immutable, shared by
/// every call that the same decision covers. All of them hold together, so the stricter one decides.
/// </summary>
public sealed class CompiledConstraints
{
    private readonly (CompiledSchedule Schedule, PolicyConstraints Policy)[] _schedules;
    private readonly (int MaxBytes, PolicyConstraints Policy)[] _requestSizes;
    private readonly (int MaxBytes, PolicyConstraints Policy)[] _responseSizes;
    private readonly DomainGuard[] _domains;
    private readonly (ParameterPath Path, CompiledParameterRule Rule, string Scope, PolicyConstraints Policy)[] _parameters;
    private readonly CompiledResponseFilter _filter;
    private readonly CompiledRequestFilter _requestFilter;
    private readonly CompiledApprovals _approvals;
    private readonly PolicyConstraints[] _policies;
    private CompiledModelRules? _models;

    private CompiledConstraints(IReadOnlyList<PolicyConstraints> policies, string tool, string action, IReadOnlyList<string> urlParameters)
    {
        // In the order of ids: which of several denials is reported must not depend on the order of the policies.
        var ordered = _policies = [.. policies.OrderBy(policy => policy.PolicyId, StringComparer.Ordinal)];
        _schedules = [.. ordered.Where(policy => policy.Schedule is not null).Select(policy => (Compile(policy.Schedule!), policy))];
        _requestSizes = [.. from policy in ordered where policy.Guards?.MaxRequestBytes is not null select (policy.Guards!.MaxRequestBytes!.Value, policy)];
        _responseSizes = [.. from policy in ordered where policy.Guards?.MaxResponseBytes is not null select (policy.Guards!.MaxResponseBytes!.Value, policy)];
        MaxCacheAge = ordered.Select(policy => policy.Guards?.MaxCacheAge).OfType<string>().Select(ParseAge).Cast<TimeSpan?>().Min();
        _domains = [.. ordered.SelectMany(policy => urlParameters.Select(parameter => DomainGuard.For(policy, parameter))).OfType<DomainGuard>()];
        _parameters =
        [
            .. from policy in ordered
               from byScope in policy.Guards?.Params ?? new Dictionary<string, IReadOnlyDictionary<string, ParameterRule>>()
               where Covers(byScope.Key, tool, action)
               orderby byScope.Key
               from byPath in byScope.Value
               orderby byPath.Key
               select (ParameterPath.Parse(byPath.Key), new CompiledParameterRule(byPath.Value), byScope.Key, policy),
        ];
        _filter = new CompiledResponseFilter(ordered);
        _requestFilter = new CompiledRequestFilter(ordered);
        _approvals = new CompiledApprovals(ordered, tool, action);
        if (ordered.Any(policy => policy.Models is not null))
        {
            _models = CompileModels();
        }
    }

    /// <summary>Oldest stored result that every policy allows; null without such a rule.</summary>
    public TimeSpan? MaxCacheAge { get; }

    /// <summary>Largest answer that all policies allow, in bytes; null without such a rule.</summary>
    public int? MaxResponseBytes => _responseSizes.Length == 0 ? null : _responseSizes.Min(size => size.MaxBytes);

    /// <summary>The rules about models of all policies, as one. Without any they are compiled when first asked for: most tools are no models.</summary>
    public CompiledModelRules Models => _models ??= CompileModels();

    /// <summary>
    /// The response filters one by one, in the order in which a text passes them, for answers that stream. A whole answer passes
    /// <see cref="Filter"/>, which does the same at once.
    /// </summary>
    public IReadOnlyList<TextFilter> TextFilters => _filter.TextFilters;

    /// <param name="urlParameters">Names of the action's parameters that hold URLs.</param>
    /// <exception cref="FormatException">A stored document breaks the rules it was checked against when it was saved.</exception>
    public static CompiledConstraints Compile(
        IReadOnlyList<PolicyConstraints> policies, string tool, string action, IReadOnlyList<string> urlParameters) =>
        new(policies, tool, action, urlParameters);

    /// <summary>Schedule, sizes, domains, parameter rules, then the model.</summary>
    /// <returns>The first constraint that the call does not satisfy; null when it may go on.</returns>
    public ConstraintDenial? Check(in ConstrainedCall call)
    {
        foreach (var (schedule, policy) in _schedules)
        {
            if (!schedule.IsOpen(call.Now))
            {
                return new ConstraintDenial(GatewayErrors.ScheduleDenied, $"schedule {schedule}", "The policy does not allow calls at this time.", policy);
            }
        }

        foreach (var (maxBytes, policy) in _requestSizes)
        {
            if (call.RequestBytes > maxBytes)
            {
                return TooLarge("request", maxBytes, policy);
            }
        }

        foreach (var domain in _domains)
        {
            if (domain.Check(call.Parameters) is { } denial)
            {
                return denial;
            }
        }

        foreach (var (path, rule, scope, policy) in _parameters)
        {
            if (path.FirstComplaint(call.Parameters, rule) is { } complaint)
            {
                return new ConstraintDenial(GatewayErrors.GuardDenied, $"guards.params {scope} {path}", $"The parameter '{path}' {complaint}.", policy);
            }
        }

        return call.Model is { } model ? Models.CheckModel(model) : null;
    }

    /// <summary>The approval that a call needs which satisfies everything else.</summary>
    /// <param name="parameters">Null where they are not known: what depends on them is taken to ask.</param>
    /// <returns>Null for a call that nobody has to approve.</returns>
    public ApprovalDemand? ApprovalOf(JsonElement? parameters) => _approvals.Of(parameters);

    /// <summary>Checks a further URL, to which an answer redirects, against the domains of every policy.</summary>
    public ConstraintDenial? CheckUrl(Uri url)
    {
        foreach (var domain in _domains)
        {
            if (domain.CheckUrl(url) is { } denial)
            {
                return denial;
            }
        }

        return null;
    }

    /// <summary>Refuses an answer that is too large.</summary>
    public ConstraintDenial? CheckResponseSize(long bytes)
    {
        foreach (var (maxBytes, policy) in _responseSizes)
        {
            if (bytes > maxBytes)
            {
                return TooLarge("response", maxBytes, policy);
            }
        }

        return null;
    }

    /// <summary>False when <see cref="Filter"/> has nothing to do.</summary>
    public bool HasFilters => !_filter.IsEmpty;

    /// <summary>Blocks, redacts and truncates; <paramref name="data"/> is changed in place or replaced.</summary>
    /// <returns>Why the answer must not be delivered; null when it may.</returns>
    public ConstraintDenial? Filter(ref JsonNode? data) => _filter.Apply(ref data);

    /// <summary>False when <see cref="CheckRequest"/> and <see cref="RedactRequest"/> have nothing to do.</summary>
    public bool HasRequestFilters => !_requestFilter.IsEmpty;

    /// <summary>Looks for what must not be sent to a model.</summary>
    /// <param name="request">As it came: a JSON object whose strings are valid Unicode.</param>
    /// <returns>Why it must not be sent; null when it may, redacted.</returns>
    public ConstraintDenial? CheckRequest(JsonElement request) => _requestFilter.Check(request);

    /// <param name="request">One that <see cref="CheckRequest"/> has let through.</param>
    /// <returns>The request as it may be sent to a model; null where nothing is redacted.</returns>
    public JsonElement? RedactRequest(JsonElement request) => _requestFilter.Redact(request);

    /// <summary>All that is said of a call before it is made: <see cref="Check"/>, and of a call to a model <see cref="CheckRequest"/>.</summary>
    internal ConstraintDenial? CheckAll(in ConstrainedCall call) => Check(call) ?? (call.Model is null ? null : CheckRequest(call.Parameters));

    private CompiledModelRules CompileModels() => new(_policies, TextFilters.Any(filter => filter.LongestMatch is null));

    private static ConstraintDenial TooLarge(string side, int maxBytes, PolicyConstraints policy) => new(
        GatewayErrors.GuardDenied,
        string.Create(CultureInfo.InvariantCulture, $"guards.max_{side}_bytes {maxBytes}"),
        string.Create(CultureInfo.InvariantCulture, $"The {side} is larger than {maxBytes} bytes."),
        policy);

    private static CompiledSchedule Compile(ScheduleSpec spec) =>
        CompiledSchedule.TryCompile(spec, out var schedule) is [] ? schedule! : throw new FormatException("A stored schedule cannot be read.");

    private static TimeSpan ParseAge(string text) =>
        GatewayDuration.TryParse(text, out var age) ? age : throw new FormatException("A stored cache age cannot be read.");

    private static bool Covers(string scope, string tool, string action) =>
        Scope.Parse(scope).Covers(tool, action);
}
