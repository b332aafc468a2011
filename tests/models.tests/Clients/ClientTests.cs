using FourRunr.Models.Tests.Gateway;

namespace FourRunr.Models.Tests.Clients;

/// <summary>
/// Clients as npm has them, pinned by <c>tests/models/package-lock.json</c>, against a real gateway: what their users see, what is on record, and
/// what the provider charges.
/// </summary>
public abstract class ClientTests(ModelGateway gateway)
{
    /// <param name="name">Of <see cref="ModelClient.All"/>.</param>
    protected async Task CheckAsync(string name)
    {
        var client = ModelClient.Of(name);
        var agents = await ClientAgents.CreateAsync(gateway);
        var scenarios = Scenario.Of(client, agents);

        var reports = await ClientRun.RunAsync(gateway, client, scenarios);

        ClientAnswers.Check(client, reports);
        await ClientBills.CheckAsync(gateway, client, agents, scenarios, reports);
    }
}
