using FourRunr.WebConsole.Calls;
using Microsoft.AspNetCore.WebUtilities;

namespace FourRunr.WebConsole.Audit;

/// <summary>A part of the audit trail; null: to its end on that side.</summary>
internal sealed record TrailRange(DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>The query of the gateway's routes.</summary>
    public string On(string path) => QueryHelpers.AddQueryString(path, new Dictionary<string, string?>
    {
        ["from"] = From is { } from ? CallQuery.Written(from) : null,
        ["to"] = To is { } to ? CallQuery.Written(to) : null,
    }.Where(parameter => parameter.Value is not null)).Replace("%3A", ":", StringComparison.Ordinal);

    /// <summary>Commands that take the range out and verify it somewhere else.</summary>
    /// <param name="frontDoor">Without a slash at the end.</param>
    public string Commands(string frontDoor) => $"""
        curl -sf "{frontDoor}{On("/v1/admin/audit/export")}" -H "Authorization: Bearer $OPERATOR_KEY" > export.jsonl
        4runr audit verify export.jsonl --key audit-key.pem
        """;
}
