using FourRunr.Contracts;
using FourRunr.Documents;
using FourRunr.PolicyEvaluation.Documents;
using FourRunr.Storage;

namespace FourRunr.Policy.Policies;

/// <summary>
/// The policies that the gateway comes with: the documents of <c>deploy/policies</c>. They are stored once in the life of a
/// database, however many replicas start together, so what an operator later changes or deletes stays changed or deleted.
/// </summary>
internal sealed class DefaultPolicies(Database database, TimeProvider clock) : IHostedService
{
    /// <summary>File to id; ids are the same in every installation.</summary>
    private static readonly (string File, string PolicyId)[] Files =
    [
        ("scraper.yaml", "pol_00000000000070008000000000000001"),
        ("enricher.yaml", "pol_00000000000070008000000000000002"),
        ("engager.yaml", "pol_00000000000070008000000000000003"),
    ];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var policies = Files.Select(file => PolicyRow.New(Read(file.File), file.PolicyId, now, operatorId: null)).ToArray();
        await database.WriteAsync(async transaction =>
        {
            // A replica that starts at the same time waits here, and then finds the mark set.
            const string sql = "INSERT INTO policy_marks (mark) VALUES ('defaults') ON CONFLICT DO NOTHING";
            if (await transaction.ExecuteAsync(sql, values: null, cancellationToken) == 0)
            {
                return 0;
            }

            var table = new PolicyTable(transaction, cancellationToken);
            foreach (var policy in policies)
            {
                await table.InsertAsync(policy);
                await table.RecordAsync(policy, PolicyChangeKind.Created);
            }

            return policies.Length;
        }, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static PolicyRequest Read(string file)
    {
        using var reader = new StreamReader(typeof(DefaultPolicies).Assembly.GetManifestResourceStream($"policies/{file}")!);
        var errors = new DocumentErrors();
        return PolicyRequestReader.Read(YamlToJson.Read(reader.ReadToEnd()).Single(), "", errors)
            ?? throw new InvalidOperationException($"The default policy {file} is not valid: {string.Join(' ', errors.ToDictionary().Values.SelectMany(value => value))}");
    }
}
