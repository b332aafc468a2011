using Microsoft.AspNetCore.WebUtilities;

namespace FourRunr.WebConsole.Calls;

/// <summary>Which calls a page shows: as its address has it, and as the gateway is asked.</summary>
public sealed record CallQuery
{
    /// <summary>Id or name.</summary>
    public string? Agent { get; init; }
    public string? Tool { get; init; }
    public string? Outcome { get; init; }

    /// <summary><c>denied</c> or <c>failed</c>.</summary>
    public string? Result { get; init; }
    public string? Rule { get; init; }
    public string? CorrelationId { get; init; }

    /// <summary>RFC 3339, or a date.</summary>
    public string? From { get; init; }

    /// <inheritdoc cref="From"/>
    public string? To { get; init; }

    /// <summary>The gateway's route of the list.</summary>
    public string Path => QueryHelpers.AddQueryString("/v1/admin/calls", Parameters);

    /// <summary>The page with these calls.</summary>
    public string Address => QueryHelpers.AddQueryString("calls", Parameters);

    /// <summary>The page that follows such calls. The stream knows only some of the filters.</summary>
    public string LiveAddress => QueryHelpers.AddQueryString("calls/live", OfStream.Parameters);

    /// <summary>The gateway's route of the stream. It does not know agents by name: <see cref="IsOfAgent"/>.</summary>
    public string StreamPath => QueryHelpers.AddQueryString("/v1/admin/calls/stream", (OfStream with { Agent = null }).Parameters);

    private CallQuery OfStream => new() { Agent = Agent, Tool = Tool, Outcome = Outcome };

    private IEnumerable<KeyValuePair<string, string?>> Parameters => new Dictionary<string, string?>
    {
        ["agent"] = Agent,
        ["tool"] = Tool,
        ["outcome"] = Outcome,
        ["result"] = Result,
        ["rule"] = Rule,
        ["correlation_id"] = CorrelationId,
        ["from"] = From,
        ["to"] = To,
    }.Where(parameter => !string.IsNullOrWhiteSpace(parameter.Value));

    public bool IsOfAgent(CallRecordResponse call) => string.IsNullOrWhiteSpace(Agent) || call.AgentId == Agent || call.AgentName == Agent;

    /// <summary>As the gateway reads moments.</summary>
    public static string Written(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
