using FourRunr.ToolProxy.Tools;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

/// <summary>An API of its own for each test, and a declared tool that asks it.</summary>
public abstract class AskedApi : IAsyncLifetime
{
    private protected const string Canary = "canary-key-7f3a/+=";

    private protected static readonly string Get = Definitions.OneAction("""
            method: GET
            path: /x
        """);

    private protected ApiUnderTest Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Api = await ApiUnderTest.StartAsync();
        Api.Server.Say(200, """{"ok":true}""");
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Api.DisposeAsync();
    }

    private protected static string WithCredential(string placement) => Definitions.OneAction("""
            method: GET
            path: /x
            query: {a: 1}
        """, tool: $"credential: {placement}");

    private protected static JsonNode? Data(ToolResult result) => Assert.IsType<ToolResult.Success>(result).Data;

    private protected static ToolResult.Failure Failure(ToolResult result) => Assert.IsType<ToolResult.Failure>(result);
}
