using FourRunr.PolicyEvaluation;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>What callers are told of a stream that failed.</summary>
internal static class StreamFailures
{
    /// <summary>The rule that is named if a filter itself fails.</summary>
    private const string ResponseFilters = "response_filters";

    private const string AskDifferently = "Ask for less, or for something else: the model has answered, and its answer is withheld.";

    public static readonly Refusal ProviderError = new(GatewayErrors.UpstreamFailed, "The provider ended its answer with an error.");

    public static readonly Refusal Cut = new(GatewayErrors.UpstreamFailed, "The provider's answer broke off before its end.");

    public static readonly Refusal Stopped = new(GatewayErrors.UpstreamTimeout, "The answer took longer than a call may take.");

    public static readonly Refusal FilterFailed = new(GatewayErrors.GuardDenied, "The model's answer could not be filtered.")
    {
        Rule = ResponseFilters,
        HowToFix = AskDifferently,
    };

    public static Refusal Silence(TimeSpan time) =>
        new(GatewayErrors.UpstreamTimeout, string.Create(CultureInfo.InvariantCulture, $"The provider sent nothing for {time.TotalSeconds:0.###} s."));

    public static Refusal EventTooLarge(long bytes) =>
        new(GatewayErrors.UpstreamFailed, string.Create(CultureInfo.InvariantCulture, $"An event of the provider's answer is larger than {bytes} bytes."));

    public static Refusal AnswerTooLarge(long bytes) =>
        new(GatewayErrors.UpstreamFailed, string.Create(CultureInfo.InvariantCulture, $"The provider's answer is larger than {bytes} bytes."));

    public static Refusal Withheld(ConstraintDenial denial) => new(denial.Kind, denial.Detail)
    {
        Rule = denial.Rule,
        Policy = new PolicyReference(denial.Policy.PolicyId, denial.Policy.PolicyVersion),
        HowToFix = AskDifferently,
    };
}
