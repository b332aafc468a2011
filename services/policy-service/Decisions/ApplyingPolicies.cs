using Dapper;
using FourRunr.Policy.Policies;
using FourRunr.PolicyEvaluation;
using FourRunr.Storage;
using Microsoft.Extensions.Caching.Memory;

namespace FourRunr.Policy.Decisions;

/// <summary>
/// The policies that apply to an agent, always read from storage, so that a decision is never older than its question.
/// Only the work of compiling is remembered: a version of a policy never changes.
/// </summary>
internal sealed class ApplyingPolicies(Database database) : IDisposable
{
    // Each half uses its own index, and no policy is in both: it has either an agent or a role.
    internal const string Sql = """
        SELECT policy_id, name, version, spec, 1 AS bound_to_agent FROM policies WHERE agent_id = @agentId
        UNION ALL
        SELECT policy_id, name, version, spec, 0 AS bound_to_agent FROM policies WHERE role = @role
        """;

    private const int MostCompiled = 10_000;

    private readonly MemoryCache _compiled = new(new MemoryCacheOptions { SizeLimit = MostCompiled });

    public async Task<IReadOnlyCollection<CompiledPolicy>> OfAsync(string agentId, string role, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            connection => connection.QueryAsync<Row>(new CommandDefinition(Sql, new { agentId, role }, cancellationToken: cancellationToken)),
            cancellationToken);
        return [.. rows.Select(Compiled)];
    }

    public void Dispose() => _compiled.Dispose();

    private CompiledPolicy Compiled(Row row) => _compiled.GetOrCreate((row.PolicyId, row.Version), entry =>
    {
        entry.Size = 1;
        return CompiledPolicy.Compile(row.PolicyId, row.Name, row.Version, row.BoundToAgent == 1, StoredSpec.Read(row.Spec));
    })!;

    private sealed class Row
    {
        public required string PolicyId { get; init; }
        public required string Name { get; init; }
        public required int Version { get; init; }
        public required string Spec { get; init; }
        public required int BoundToAgent { get; init; }
    }
}
