using FourRunr.PolicyEvaluation;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Tools;

/// <summary>A call as an adapter gets it: it is allowed, and its parameters are valid.</summary>
internal sealed record ToolRequest
{
    public required ToolAction Action { get; init; }

    /// <summary>A JSON object that is valid by the action's schema.</summary>
    public required JsonElement Parameters { get; init; }

    /// <returns>The parameter's text; null where it is absent or no text.</returns>
    public string? Text(string parameter) =>
        Parameters.TryGetProperty(parameter, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <returns>The parameter's number, which the schema keeps within 32 bits; null where it is absent or no number.</returns>
    public int? WholeNumber(string parameter) =>
        Parameters.TryGetProperty(parameter, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    /// <summary>Never null for an adapter that needs one.</summary>
    public ToolCredential? Credential { get; init; }

    /// <summary>Checks a further URL (a redirect) against the policies; null when it may be requested.</summary>
    public Func<Uri, Refusal?> CheckUrl { get; init; } = _ => null;

    /// <summary>The agent that calls; keeps agents apart at the tool, and is not sent to it.</summary>
    public string? AgentId { get; init; }

    /// <summary>Called before every attempt, so that an attempt counts also when the caller goes away during it.</summary>
    public Action OnAttempt { get; init; } = () => { };

    /// <summary>Null for a caller that only waits for the answer.</summary>
    public CallerDialog? Dialog { get; init; }

    /// <summary>Never null for an action that is a model's endpoint.</summary>
    public ModelPlan? Model { get; init; }

    /// <summary>Null for a caller that waits for the whole answer.</summary>
    public IAnswerStream? Stream { get; init; }

    /// <summary>Cancelled when the caller closes the connection, for adapters that say what an aborted call has cost.</summary>
    public CancellationToken CallerGone { get; init; }

    /// <summary>The response filters that a streamed answer must pass; null for none. A whole answer is filtered by the pipeline.</summary>
    public CompiledConstraints? Filters { get; init; }

    /// <summary>The caller's <c>Idempotency-Key</c>; for APIs that take one too.</summary>
    public string? IdempotencyKey { get; init; }
}
