using FourRunr.Models.Tests.Gateway;
using Xunit;

namespace FourRunr.Models.Tests.Clients;

/// <summary>OpenAI's package, and LangChain's, which is built on it.</summary>
public sealed class OpenAiClientTests(ModelGateway gateway) : ClientTests(gateway)
{
    [Theory]
    [InlineData("openai-4")]
    [InlineData("openai-6-chat")]
    [InlineData("openai-6-responses")]
    [InlineData("openai-7-chat")]
    [InlineData("openai-7-responses")]
    [InlineData("langchain")]
    public Task Client_SeesAnswersAndRefusalsAsTheyAre_AndIsCharged(string client) => CheckAsync(client);
}
