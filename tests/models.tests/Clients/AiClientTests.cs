using FourRunr.Models.Tests.Gateway;
using Xunit;

namespace FourRunr.Models.Tests.Clients;

/// <summary>The package ai with each of its adapters.</summary>
public sealed class AiClientTests(ModelGateway gateway) : ClientTests(gateway)
{
    [Theory]
    [InlineData("ai-responses")]
    [InlineData("ai-chat")]
    [InlineData("ai-compatible")]
    [InlineData("ai-anthropic")]
    public Task Client_SeesAnswersAndRefusalsAsTheyAre_AndIsCharged(string client) => CheckAsync(client);
}
