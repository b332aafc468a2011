using FourRunr.Policy.Policies;
using FourRunr.PolicyEvaluation.Documents;

namespace FourRunr.Policy.DefaultPolicies;

/// <summary>
/// Stores the policies that the gateway comes with, the documents in this folder. It does so once for each database, however many replicas
/// start together, so what an operator later changes or deletes stays changed or deleted.
/// </summary>
internal sealed class DefaultPolicySeeder(Database database, ChangeOutbox changes, TimeProvider clock) : IHostedService
{
    /// <summary>Ids are the same in every installation.</summary>
    private static readonly (string File, string PolicyId)[] Files =
    [
        ("scraper.yaml", "pol_00000000000070008000000000000001"),
        ("enricher.yaml", "pol_00000000000070008000000000000002"),
        ("engager.yaml", "pol_00000000000070008000000000000003"),
    ];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetStoredNow();
        var policies = Files.Select(file => PolicyRow.New(Read(file.File), file.PolicyId, now, operatorId: null)).ToArray();
        await database.WriteAsync(async transaction =>
        {
            if (!await PolicyStore.TryMarkDefaultsAsync(transaction, cancellationToken))
            {
                return 0;
            }

            foreach (var policy in policies)
            {
                await PolicyStore.AddAsync(transaction, policy, cancellationToken);
            }

            await changes.AddAsync(transaction, Actor.System, [.. policies.Select(PolicyChange.Created)], cancellationToken);

            return policies.Length;
        }, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static PolicyRequest Read(string file)
    {
        using var reader = new StreamReader(typeof(DefaultPolicySeeder).Assembly.GetManifestResourceStream($"policies/{file}")!);
        var errors = new DocumentErrors();
        return PolicyRequestReader.Read(YamlToJson.Read(reader.ReadToEnd()).Single(), "", errors)
            ?? throw new InvalidOperationException(
                $"The default policy {file} is not valid: {string.Join(' ', errors.ToDictionary().SelectMany(error => error.Value))}");
    }
}
