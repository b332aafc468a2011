using System.Net;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.DeclaredTools.Calls;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tests.Testing;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.Configuration;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

/// <summary>A real server that plays an API, and declared tools that ask it through the real way out.</summary>
internal sealed class ApiUnderTest : IAsyncDisposable
{
    private readonly OutboundHttp _http;

    private ApiUnderTest(StandIn server)
    {
        Server = server;
        var allowed = TargetAllowList.From(new ConfigurationBuilder()
            .AddInMemoryCollection([new(TargetAllowList.Key, $"127.0.0.1:{server.Url.Port}")])
            .Build());
        var guard = new OutboundGuard(allowed, new OwnEndpoints([], () => []), Dns.GetHostAddressesAsync);
        _http = new OutboundHttp(guard, new OutboundConnector(guard, OutboundConnector.ConnectSocketAsync));
    }

    public StandIn Server { get; }

    public ReceivedRequest Only => Server.Received.Single();

    public static async Task<ApiUnderTest> StartAsync()
    {
        var server = new StandIn();
        await server.StartAsync();
        return new ApiUnderTest(server);
    }

    /// <param name="yaml">With any base URL: the server takes its place.</param>
    public IReadOnlyList<ToolAction> Connect(string yaml)
    {
        var definition = Definitions.Read(yaml);
        return Connect(definition with { BaseUrl = new Uri(Server.Url, definition.BaseUrl.AbsolutePath) });
    }

    /// <summary>At the definition's own base URL.</summary>
    public IReadOnlyList<ToolAction> Connect(ToolDefinition definition) => DeclaredActions.Of(
        definition, "1", new DeclaredHttpAdapter(definition, _http, new ApiResponses(TimeProvider.System)));

    /// <summary>Calls the only action, without the steps of the pipeline around it.</summary>
    public async Task<ToolResult> CallAsync(
        string yaml, string parameters = "{}", ToolCredential? credential = null,
        string? idempotencyKey = null, string agentId = "agt_1")
    {
        using var json = JsonDocument.Parse(parameters);
        var action = Connect(yaml).Single();
        var request = new ToolRequest
        {
            Action = action,
            Parameters = json.RootElement,
            Credential = credential,
            AgentId = agentId,
            IdempotencyKey = idempotencyKey,
        };
        return await action.Adapter.CallAsync(request, CancellationToken.None);
    }

    public static ToolCredential Secret(string value, string field = ToolCredential.Single) =>
        new("v1", new Dictionary<string, string> { [field] = value });

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }
}
