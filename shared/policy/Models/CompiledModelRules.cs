using System.Collections.Frozen;

namespace FourRunr.PolicyEvaluation.Models;

/// <summary>
/// What all applying policies say about calls to models, as one set of rules: pure and immutable. A model must be allowed by every policy
/// that has a list of allowed ones; any deny wins; of several caps the smallest holds; <c>refuse</c> wins over <c>clamp</c> and
/// <c>buffer</c> over <c>window</c>; a server tool must be allowed by every policy that names some.
/// </summary>
public sealed class CompiledModelRules
{
    internal const string AllowRule = "models.allow";
    internal const string DenyRule = "models.deny";
    private const string ServerToolsRule = "models.server_tools";

    private readonly (ModelPattern[] Patterns, PolicyConstraints Policy)[] _allow;
    private readonly (ModelPattern[] Patterns, PolicyConstraints Policy)[] _deny;
    private readonly (FrozenSet<string> Types, PolicyConstraints Policy)[] _serverTools;
    private readonly ModelCap? _output;
    private readonly ModelCap? _input;
    private readonly ModelCap? _choices;

    /// <param name="policies">In the order of their ids: which of several denials is reported must not depend on chance.</param>
    /// <param name="needsWholeAnswer">Whether a response filter cannot work on parts of an answer.</param>
    internal CompiledModelRules(IEnumerable<PolicyConstraints> policies, bool needsWholeAnswer)
    {
        var rules = policies.Where(policy => policy.Models is not null).Select(policy => (Spec: policy.Models!, Policy: policy)).ToArray();
        _allow = [.. from rule in rules where rule.Spec.Allow is not null select (Compile(rule.Spec.Allow!, ignoreCase: false), rule.Policy)];
        _deny = [.. from rule in rules where rule.Spec.Deny is not null select (Compile(rule.Spec.Deny!, ignoreCase: true), rule.Policy)];
        _serverTools =
        [
            .. from rule in rules
               where rule.Spec.ServerTools is not null
               select (rule.Spec.ServerTools!.ToFrozenSet(StringComparer.Ordinal), rule.Policy),
        ];
        _output = ModelCap.Smallest("models.max_output_tokens", rules.Select(rule => (rule.Spec.MaxOutputTokens, rule.Policy)));
        _input = ModelCap.Smallest("models.max_input_tokens", rules.Select(rule => (rule.Spec.MaxInputTokens, rule.Policy)));
        _choices = ModelCap.Smallest("models.max_choices", rules.Select(rule => (rule.Spec.MaxChoices, rule.Policy)));
        DefaultOutputTokens = rules.Select(rule => rule.Spec.DefaultOutputTokens ?? rule.Spec.MaxOutputTokens).Append(_output?.Most).Min();
        OnExcess = rules.Any(rule => rule.Spec.OnExcess == ExcessHandling.Refuse) ? ExcessHandling.Refuse : ExcessHandling.Clamp;
        StreamFilter = needsWholeAnswer || rules.Any(rule => rule.Spec.StreamFilter == StreamFilterMode.Buffer)
            ? StreamFilterMode.Buffer
            : StreamFilterMode.Window;
        ServerTools = _serverTools.Length == 0
            ? null
            : _serverTools.Skip(1).Aggregate(_serverTools[0].Types.AsEnumerable(), (common, next) => common.Where(next.Types.Contains)).ToFrozenSet();
    }

    /// <summary>Most tokens that an answer may have; null without such a rule.</summary>
    public int? MaxOutputTokens => _output?.Most;

    /// <summary>The output cap of a call that names none, never above <see cref="MaxOutputTokens"/>; null without either rule.</summary>
    public int? DefaultOutputTokens { get; }

    /// <summary>What becomes of a call that asks for more than <see cref="MaxOutputTokens"/>.</summary>
    public ExcessHandling OnExcess { get; }

    /// <summary>Most tokens that a request may have; null without such a rule.</summary>
    public int? MaxInputTokens => _input?.Most;

    /// <summary>Most answers that one call may ask for; null without such a rule.</summary>
    public int? MaxChoices => _choices?.Most;

    /// <summary>Tools that may run at the provider, by type; null: any; empty: none.</summary>
    public IReadOnlySet<string>? ServerTools { get; }

    /// <summary>How filters see an answer that streams. <c>buffer</c> also where a filter cannot work on parts of an answer.</summary>
    public StreamFilterMode StreamFilter { get; }

    /// <returns>403 <c>model_denied</c>, or null when the model may be asked.</returns>
    public ConstraintDenial? CheckModel(string model)
    {
        foreach (var (patterns, policy) in _deny)
        {
            if (AnyCovers(patterns, model))
            {
                return Denied(DenyRule, "A policy denies this model.", policy);
            }
        }

        foreach (var (patterns, policy) in _allow)
        {
            if (!AnyCovers(patterns, model))
            {
                return Denied(AllowRule, "A policy does not allow this model.", policy);
            }
        }

        return null;
    }

    /// <returns>403 <c>model_denied</c>, or null when the request is small enough.</returns>
    public ConstraintDenial? CheckInput(long tokens) => _input is { } cap && tokens > cap.Most
        ? Denied(cap.Rule, string.Create(CultureInfo.InvariantCulture, $"The request has more than {cap.Most} input tokens."), cap.Policy)
        : null;

    /// <returns>403 <c>model_denied</c>, or null when so many answers may be asked for.</returns>
    public ConstraintDenial? CheckChoices(int choices) => _choices is { } cap && choices > cap.Most
        ? Denied(cap.Rule, string.Create(CultureInfo.InvariantCulture, $"The call asks for more than {cap.Most} answers."), cap.Policy)
        : null;

    /// <param name="type">As the call names it, e.g. <c>web_search</c>.</param>
    /// <returns>403 <c>model_denied</c>, or null when the tool may run at the provider.</returns>
    public ConstraintDenial? CheckServerTool(string type)
    {
        foreach (var (types, policy) in _serverTools)
        {
            if (!types.Contains(type))
            {
                return Denied(ServerToolsRule, "A policy does not allow this tool of the provider.", policy);
            }
        }

        return null;
    }

    /// <summary>The output cap that is to be sent.</summary>
    /// <param name="asked">What the call asks for; null when it names none.</param>
    /// <param name="cap">Null when neither the call nor a policy sets one. Not to be used with a denial.</param>
    /// <returns>400 <c>max_tokens_too_large</c> with <see cref="ExcessHandling.Refuse"/>, else null.</returns>
    public ConstraintDenial? CapOutput(int? asked, out int? cap)
    {
        cap = asked ?? DefaultOutputTokens;
        if (_output is not { } most || asked is null || asked <= most.Most)
        {
            return null;
        }

        cap = most.Most;
        return OnExcess == ExcessHandling.Clamp
            ? null
            : new ConstraintDenial(
                GatewayErrors.MaxTokensTooLarge,
                most.Rule,
                string.Create(CultureInfo.InvariantCulture, $"The policy allows at most {most.Most} output tokens."),
                most.Policy);
    }

    private static ConstraintDenial Denied(string rule, string detail, PolicyConstraints policy) => new(GatewayErrors.ModelDenied, rule, detail, policy);

    private static bool AnyCovers(ModelPattern[] patterns, string model)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Covers(model))
            {
                return true;
            }
        }

        return false;
    }

    private static ModelPattern[] Compile(IReadOnlyList<string> patterns, bool ignoreCase) =>
        [.. patterns.Select(text => ModelPattern.Parse(text, ignoreCase))];
}
