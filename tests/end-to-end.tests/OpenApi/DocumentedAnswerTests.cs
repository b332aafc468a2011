using System.Net;
using Xunit;

namespace FourRunr.EndToEnd.Tests.OpenApi;

/// <summary>The live checks prove something only if they find an answer that is not as documented.</summary>
public sealed class DocumentedAnswerTests(DescribedGateway described) : IClassFixture<DescribedGateway>
{
    private const string Good = """
        {"items":[{"tool":"t","version":1,"state":"active","source":"stored","created_at":"2026-01-05T09:30:00Z","fields":["value"]}]}
        """;

    [Theory]
    [InlineData("\"state\":\"active\"", "\"state\":\"Active\"", "enum")]
    [InlineData("\"state\":\"active\",", "", "state")]
    [InlineData("\"version\":1", "\"version\":null", "integer")]
    [InlineData("\"version\":1", "\"secret\":1", "secret")]
    [InlineData("2026-01-05T09:30:00Z", "yesterday", "format")]
    public async Task Answer_ThatIsNotAsDocumented_IsFound(string documented, string sent, string complaint)
    {
        var operation = described.FrontDoor.Operations.Single(operation => operation.Id == "ListCredentials");

        Assert.Empty(await ComplainAsync(operation, HttpStatusCode.OK, Good));
        var complaints = await ComplainAsync(operation, HttpStatusCode.OK, Good.Replace(documented, sent, StringComparison.Ordinal));

        Assert.Contains(complaint, string.Join('\n', complaints), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Status_ThatIsNotDocumented_IsFound()
    {
        var operation = described.FrontDoor.Operations.Single(operation => operation.Id == "ListCredentials");

        Assert.NotEmpty(await ComplainAsync(operation, HttpStatusCode.Conflict, "{}"));
    }

    private Task<IReadOnlyList<string>> ComplainAsync(ApiOperation operation, HttpStatusCode status, string json)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        return DocumentedAnswer.ComplainAsync(described.FrontDoor, operation, response);
    }
}
