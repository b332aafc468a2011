using FourRunr.Models.Tests.Gateway;
using Xunit;

namespace FourRunr.Models.Tests.Clients;

/// <summary>Anthropic's package.</summary>
public sealed class AnthropicClientTests(ModelGateway gateway) : ClientTests(gateway)
{
    [Theory]
    [InlineData("anthropic-0")]
    [InlineData("anthropic-1")]
    public Task Client_SeesAnswersAndRefusalsAsTheyAre_AndIsCharged(string client) => CheckAsync(client);
}
