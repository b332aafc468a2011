namespace FourRunr.ToolProxy.McpServers.Admission;

/// <summary>The table <c>mcp_tools</c>.</summary>
internal sealed class PinStore(Database database, ChangeOutbox changes)
{
    private const string Columns = """
        server, name, action, is_listed, seen_definition, seen_hash, seen_at, approved_definition, approved_hash, rejected_hash, decided_at, decided_by
        """;

    private const string OfServer = $"SELECT {Columns} FROM mcp_tools WHERE server = @server ORDER BY name";

    public Task<IReadOnlyList<PinnedTool>> ListAsync(CancellationToken cancellationToken) =>
        database.QueryAsync<PinnedTool>($"SELECT {Columns} FROM mcp_tools ORDER BY server, name", values: null, cancellationToken);

    public Task<IReadOnlyList<PinnedTool>> ListAsync(string server, CancellationToken cancellationToken) =>
        database.QueryAsync<PinnedTool>(OfServer, new { server }, cancellationToken);

    /// <summary>Takes over what a server lists now.</summary>
    /// <param name="approveNew">Whether a tool that was never seen is approved as it is.</param>
    /// <returns>What differs from before.</returns>
    public Task<PinChanges> ObserveAsync(
        string server, IReadOnlyList<SeenTool> listed, bool approveNew, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(async transaction =>
        {
            const string insert = """
                INSERT INTO mcp_tools (server, name, action, is_listed, seen_definition, seen_hash, seen_at, approved_definition, approved_hash)
                VALUES (@server, @Name, @Action, TRUE, @Definition, @Hash, @now, @approvedDefinition, @approvedHash)
                ON CONFLICT (server, name) DO NOTHING
                """;
            const string update = """
                UPDATE mcp_tools SET action = @Action, is_listed = TRUE, seen_definition = @Definition, seen_hash = @Hash, seen_at = @now
                WHERE server = @server AND name = @Name
                """;
            const string unlist = "UPDATE mcp_tools SET is_listed = FALSE WHERE server = @server AND name = @Name";
            var known = (await transaction.QueryAsync<PinnedTool>(OfServer, new { server }, cancellationToken))
                .ToDictionary(pin => pin.Name, StringComparer.Ordinal);
            var observed = new PinChanges([], [], []);
            foreach (var tool in listed)
            {
                if (!known.Remove(tool.Name, out var pin))
                {
                    var (approvedDefinition, approvedHash) = approveNew ? (tool.Definition, tool.Hash) : (null, (string?)null);
                    await transaction.ExecuteAsync(
                        insert, new { server, tool.Name, tool.Action, tool.Definition, tool.Hash, now, approvedDefinition, approvedHash }, cancellationToken);
                    observed.New.Add(tool.Name);
                    if (approveNew)
                    {
                        await changes.AddAsync(transaction, Actor.System, Approval(server, tool.Name, from: null, tool.Hash), cancellationToken);
                    }
                }
                else if (pin.SeenHash != tool.Hash || !pin.IsListed)
                {
                    await transaction.ExecuteAsync(update, new { server, tool.Name, tool.Action, tool.Definition, tool.Hash, now }, cancellationToken);
                    (pin.SeenHash == tool.Hash ? observed.New : observed.Changed).Add(tool.Name);
                }
            }

            foreach (var gone in known.Values.Where(pin => pin.IsListed))
            {
                await transaction.ExecuteAsync(unlist, new { server, gone.Name }, cancellationToken);
                observed.Gone.Add(gone.Name);
            }

            return observed;
        }, cancellationToken);

    /// <summary>Approves or rejects a tool as it is seen now.</summary>
    /// <param name="hash">What the operator has seen: another one by now is another decision.</param>
    /// <returns>False when there is no such tool, or it was changed since.</returns>
    public Task<bool> DecideAsync(
        string server, string name, string hash, bool approve, DateTimeOffset now, Actor actor, CancellationToken cancellationToken)
    {
        const string approval = """
            UPDATE mcp_tools SET approved_definition = seen_definition, approved_hash = seen_hash, rejected_hash = NULL, decided_at = @now, decided_by = @operatorId
            WHERE server = @server AND name = @name AND seen_hash = @hash
            """;
        const string rejection = """
            UPDATE mcp_tools SET rejected_hash = seen_hash, decided_at = @now, decided_by = @operatorId
            WHERE server = @server AND name = @name AND seen_hash = @hash
            """;
        const string before = "SELECT approved_hash FROM mcp_tools WHERE server = @server AND name = @name AND seen_hash = @hash";
        var values = new { server, name, hash, now, operatorId = actor.Id };
        return database.WriteAsync(async transaction =>
        {
            var from = await transaction.QuerySingleOrDefaultAsync<string>(before, values, cancellationToken);
            if (await transaction.ExecuteAsync(approve ? approval : rejection, values, cancellationToken) == 0)
            {
                return false;
            }

            var change = approve
                ? Approval(server, name, from, hash)
                : new Change(ChangeActions.McpToolRejected, Subject(server, name), from, Detail: Change.Details(("rejected_hash", hash)));
            await changes.AddAsync(transaction, actor, change, cancellationToken);
            return true;
        }, cancellationToken);
    }

    private static Change Approval(string server, string name, string? from, string hash) => new(ChangeActions.McpToolApproved, Subject(server, name), from, hash);

    private static ChangeSubject Subject(string server, string name) => new(ChangeSubjects.McpTool, $"{server}/{name}", ParentId: server);
}

/// <summary>Names of tools, as their server calls them.</summary>
internal sealed record PinChanges(List<string> New, List<string> Changed, List<string> Gone)
{
    public bool Any => New.Count + Changed.Count + Gone.Count > 0;
}
