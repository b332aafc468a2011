using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Models.Tests.Clients;
using FourRunr.Testing;
using FourRunr.Testing.ModelProvider;
using Xunit;

namespace FourRunr.Models.Tests.Gateway;

/// <summary>The standalone program with a test provider behind it. Every client has models of its own names, so that the bill tells clients apart.</summary>
public sealed class ModelGateway : IAsyncLifetime
{
    private const string DearModel = "dear-ok";

    private TestModelProvider? _provider;
    private ModelFiles? _files;
    private StartedGateway? _gateway;

    internal TestModelProvider Provider => _provider!;

    internal StartedGateway Gateway => _gateway!;

    public async ValueTask InitializeAsync()
    {
        _provider = await TestModelProvider.StartAsync(FreePort.FindUrl());
        var prices = ModelClient.All.SelectMany(client => client.Models).Select(model => KeyValuePair.Create(model, TestPrice.Usual));
        _files = await ModelFiles.WriteAsync(_provider.Url, [.. prices, KeyValuePair.Create(DearModel, TestPrice.Dear)]);
        _gateway = await StartedGateway.StartAsync(
            ("MODELS_FILE", _files.Models), ("PRICES_FILE", _files.Prices), ("OUTBOUND_ALLOWED_TARGETS", _files.AllowedTargets));
    }

    /// <summary>An agent that may ask every model, but for what the policy says.</summary>
    internal async Task<TestAgent> CreateAgentAsync(PolicySpec policy)
    {
        var (agentId, _) = await Gateway.CreateAgentWithKeyAsync(policy with { Scopes = ["openai:*", "anthropic:*"] });
        var token = await Gateway.Operator.PostAsync<TokenIssued>($"/v1/agents/{agentId}/tokens", new IssueTokenRequest(["*"], ["*"]));
        return new TestAgent(agentId, token.Token);
    }

    /// <summary>An agent whose budget had room for one dear call, which it has made: it is left with half a thousandth of a dollar.</summary>
    internal async Task<TestAgent> CreateSpentAgentAsync()
    {
        var agent = await CreateAgentAsync(new PolicySpec { Budgets = [Budget("0.8005")] });
        using var client = StartedGateway.ClientOf(Gateway.Process.Url, agent.Token);
        var call = new { model = DearModel, max_tokens = 4, messages = new[] { new { role = "user", content = "Say something." } } };
        using var answer = await client.PostAsJsonAsync("/v1/chat/completions", call);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return agent;
    }

    internal static BudgetSpec Budget(string limit) => new() { Name = "own", Limit = limit, Window = new BudgetWindowSpec { Sliding = "1h" } };

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }

        _files?.Dispose();
    }
}
