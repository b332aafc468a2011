namespace FourRunr.ToolProxy.Audit.Spend;

/// <summary>Adds up what calls cost. A hold counts until the end of its call is recorded.</summary>
internal sealed class SpendReport(Database database)
{
    private const int MostRows = 1000;

    /// <summary>A call has a row for each provider that charges for it: it counts in the group of each, in others once.</summary>
    private const string Calls = "CAST(COALESCE(SUM(is_last), 0) AS BIGINT) AS Calls";
    private const string CallsOfProviders = "COUNT(*) AS Calls";

    private const string Sums = """
        CAST(COALESCE(SUM(microusd), 0) AS BIGINT) AS Microusd,
        CAST(COALESCE(SUM(input_tokens), 0) AS BIGINT) AS InputTokens,
        CAST(COALESCE(SUM(output_tokens), 0) AS BIGINT) AS OutputTokens
        """;

    private const string Counted = """
        reserved_at >= @from AND reserved_at < @to AND (@agentId IS NULL OR agent_id = @agentId)
        AND (is_hold = 0 OR NOT EXISTS (SELECT 1 FROM spend_entries AS later WHERE later.call_id = spend_entries.call_id AND later.is_hold = 0))
        """;

    public async Task<SpendReportResponse> MakeAsync(
        IReadOnlyList<SpendGroup> groups, string? agentId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var tags = groups.Any(group => group.Name == SpendGroup.Tag) ? $"LEFT JOIN {database.Dialect.ElementsOf("tags")} AS tag ON TRUE" : "";
        var calls = groups.Any(group => group.Name == SpendGroup.Provider) ? CallsOfProviders : Calls;
        var columns = groups.Select((group, i) => $"{group.Column} AS g{i}");
        var sql = $"""
            SELECT {string.Join(", ", columns)}, {calls}, {Sums}
            FROM spend_entries {tags}
            WHERE {Counted}
            GROUP BY {string.Join(", ", groups.Select((_, i) => $"g{i}"))}
            ORDER BY Microusd DESC, Calls DESC, {string.Join(", ", groups.Select((_, i) => $"g{i}"))}
            LIMIT {MostRows}
            """;
        var values = new { from, to, agentId };
        var rows = await database.QueryAsync<Row>(sql, values, cancellationToken);
        var total = await database.QueryAsync<Row>($"SELECT {Calls}, {Sums} FROM spend_entries WHERE {Counted}", values, cancellationToken);
        return new SpendReportResponse(from, to, [.. rows.Select(row => ToRow(groups, row))], total.Single().ToSum());
    }

    private static SpendRowResponse ToRow(IReadOnlyList<SpendGroup> groups, Row row)
    {
        var shown = new SpendRowResponse { Sum = row.ToSum() };
        for (var i = 0; i < groups.Count; i++)
        {
            shown = groups[i].Show(shown, row.Key(i));
        }

        return shown;
    }

    private sealed record Row(object? G0, object? G1, object? G2, long Calls, long Microusd, long InputTokens, long OutputTokens)
    {
        /// <summary>Null for the calls that have none.</summary>
        public string? Key(int index) => (index switch { 0 => G0, 1 => G1, _ => G2 }) is { } key ? Convert.ToString(key, CultureInfo.InvariantCulture) : null;

        public SpendSumResponse ToSum() => new(Calls, Microusd, InputTokens, OutputTokens);
    }
}
