using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Invalidation;
using FourRunr.Storage;
using FourRunr.Testing;
using FourRunr.ToolProxy.DeclaredTools.Catalog;
using FourRunr.ToolProxy.Tests.Testing;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

/// <summary>Declared tools from their declaration to their end, through the whole proxy.</summary>
public sealed class DeclaredToolLifeTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(3);

    [Theory, BothBackends]
    public async Task Declare_Tool_IsListedCallableAndRecorded(Backend backend)
    {
        await using var declared = await DeclaredGateway.StartAsync(backend);

        var created = await declared.PostAsync(declared.Weather());

        Assert.Equal((HttpStatusCode.Created, "/v1/admin/tools/weather"), (created.StatusCode, created.Headers.Location?.ToString()));
        var tool = (await created.Content.ReadFromJsonAsync<DeclaredToolResponse>(GatewayJson.Strict))!;
        Assert.Equal(("weather", 1, DeclaredToolSource.Stored, "opr_1"), (tool.Tool, tool.Version, tool.Source, tool.CreatedBy));
        var listed = (await declared.Gateway.Client().GetFromJsonAsync<ToolListResponse>("/v1/tools", GatewayJson.Strict))!.Tools.Single(action => action.Tool == "weather");
        Assert.Equal(("forecast", "read"), (listed.Action, listed.Permission));
        Assert.Equal("string", (string?)listed.Parameters["properties"]!["city"]!["type"]);
        var answer = await (await declared.CallAsync("""{"city":"São Paulo","note":"private words"}""")).MustBeOkAsync();
        Assert.Equal("/v1/forecast/São Paulo", (string?)answer.Data!["path"]);
        Assert.Equal(DeclaredGateway.Secret, declared.Api.Received.Single().Headers["X-Api-Key"]);
        var record = (await declared.Gateway.RecordsAsync("?tool=weather")).Single();
        Assert.Equal(("ok", 1), (record.Outcome, record.Attempts));
        Assert.Equal("""{"city":"S\u00E3o Paulo","note":"[13 characters]"}""", record.Params!.ToJsonString());
    }

    [Theory, BothBackends]
    public async Task Versions_ChangeDeleteAndDeclareAgain_NumbersNeverComeBack(Backend backend)
    {
        await using var declared = await DeclaredGateway.StartAsync(backend);
        await declared.PostAsync(declared.Weather());
        await (await declared.PostAsync(declared.Weather())).MustBeAsync(GatewayErrors.Conflict);

        Assert.Equal(HttpStatusCode.OK, (await declared.PutAsync(declared.Weather("/v2/{city}"))).StatusCode);
        Assert.Equal("/v1/v2/Bern", (string?)(await (await declared.CallAsync()).MustBeOkAsync()).Data!["path"]);
        Assert.Equal(2, (await (await declared.PutAsync(declared.Weather("/v2/{city}"))).Content.ReadFromJsonAsync<DeclaredToolResponse>(GatewayJson.Strict))!.Version);
        Assert.Equal(HttpStatusCode.NoContent, (await declared.DeleteAsync()).StatusCode);
        await (await declared.CallAsync()).MustBeAsync(GatewayErrors.ToolUnknown);
        await (await declared.DeleteAsync()).MustBeAsync(GatewayErrors.NotFound);

        Assert.Equal(HttpStatusCode.Created, (await declared.PutAsync(declared.Weather())).StatusCode);
        Assert.Equal(4, (await declared.GetAsync()).Version);
        Assert.Equal("/v2/{city}", (string?)(await declared.GetAsync("?version=2")).Definition["actions"]!["forecast"]!["path"]);
        await (await declared.Gateway.Proxy.AdminClient().GetAsync("/v1/admin/tools/weather?version=3")).MustBeAsync(GatewayErrors.NotFound);
        var list = await declared.Gateway.Proxy.AdminClient().GetFromJsonAsync<DeclaredToolListResponse>("/v1/admin/tools", GatewayJson.Strict);
        Assert.Equal(("weather", 4, "forecast"), (list!.Tools.Single().Tool, list.Tools.Single().Version, list.Tools.Single().Actions.Single()));
    }

    [Theory, BothBackends]
    public async Task Change_WithIfMatch_OnlyOfTheVersionThatWasRead(Backend backend)
    {
        await using var declared = await DeclaredGateway.StartAsync(backend);
        var operators = declared.Gateway.Proxy.AdminClient();
        await (await SendAsync(HttpMethod.Put, "\"1\"", declared.Weather())).MustBeAsync(GatewayErrors.PreconditionFailed);
        Assert.Equal("\"1\"", (await declared.PostAsync(declared.Weather())).Headers.ETag?.Tag);
        Assert.Equal("\"1\"", (await operators.GetAsync("/v1/admin/tools/weather")).Headers.ETag?.Tag);

        Assert.Equal("\"2\"", (await SendAsync(HttpMethod.Put, "\"1\"", declared.Weather("/v2/{city}"))).Headers.ETag?.Tag);
        await (await SendAsync(HttpMethod.Put, "\"1\"", declared.Weather("/v3/{city}"))).MustBeAsync(GatewayErrors.PreconditionFailed);
        await (await SendAsync(HttpMethod.Put, "\"1\"", declared.Weather("/v2/{city}"))).MustBeAsync(GatewayErrors.PreconditionFailed);
        await (await SendAsync(HttpMethod.Delete, "\"1\"", null)).MustBeAsync(GatewayErrors.PreconditionFailed);
        Assert.Equal(2, (await declared.GetAsync()).Version);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Delete, "\"2\"", null)).StatusCode);
        await (await SendAsync(HttpMethod.Delete, "\"2\"", null)).MustBeAsync(GatewayErrors.NotFound);

        async Task<HttpResponseMessage> SendAsync(HttpMethod method, string version, string? yaml)
        {
            using var request = new HttpRequestMessage(method, "/v1/admin/tools/weather") { Content = yaml is null ? null : DeclaredGateway.Yaml(yaml) };
            request.Headers.IfMatch.ParseAdd(version);
            return await operators.SendAsync(request);
        }
    }

    [Theory, BothBackends]
    public async Task Declare_AtOneProxy_TheOtherFollowsAtOnce(Backend backend)
    {
        var channel = new InProcessInvalidationChannel(sharedByAllServices: true, TimeProvider.System);
        void Share(IServiceCollection services)
        {
            if (backend == Backend.Embedded)
            {
                services.AddSingleton<IInvalidationChannel>(channel);
            }
        }

        await using var declared = await DeclaredGateway.StartAsync(backend, configure: Share);
        await using var other = await declared.Gateway.StartAnotherProxyAsync(Share);
        await LiveChannel.WaitAsync(other.Services.GetRequiredService<IInvalidationChannel>());

        await declared.PostAsync(declared.Weather());
        await BecomesAsync(other, HttpStatusCode.OK, "/v1/forecast/Bern");
        await declared.PutAsync(declared.Weather("/v2/{city}"));
        await BecomesAsync(other, HttpStatusCode.OK, "/v1/v2/Bern");
        await declared.DeleteAsync();
        await BecomesAsync(other, HttpStatusCode.NotFound, "tool_unknown");
    }

    [Fact]
    public async Task Redefinition_WhileCallsRun_EachCallIsOfOneVersion()
    {
        await using var declared = await DeclaredGateway.StartAsync();
        await declared.PostAsync(declared.Weather("/0/{city}"));
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        declared.Api.Answer = async context =>
        {
            begun.TrySetResult();
            await goOn.Task;
            await DeclaredGateway.EchoAsync(context);
        };

        var first = declared.CallAsync();
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
        for (var i = 1; i <= 10; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await declared.PutAsync(declared.Weather($"/{i}/{{city}}"))).StatusCode);
        }

        goOn.SetResult();
        Assert.Equal("/v1/0/Bern", (string?)(await (await first).MustBeOkAsync()).Data!["path"]);
        var calls = Enumerable.Range(0, 40).Select(_ => declared.CallAsync()).ToList();
        await declared.PutAsync(declared.Weather("/11/{city}"));
        Assert.All(await Task.WhenAll(calls), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal("/v1/11/Bern", (string?)(await (await declared.CallAsync()).MustBeOkAsync()).Data!["path"]);
    }

    [Fact]
    public async Task Redefinition_CachedAction_OldResultsDoNotServe()
    {
        await using var declared = await DeclaredGateway.StartAsync();
        await declared.PostAsync(declared.Weather("/1/{city}", "cache: 60s"));
        await (await declared.CallAsync()).MustBeOkAsync();
        Assert.True((await (await declared.CallAsync()).MustBeOkAsync()).Meta.Cached);

        await declared.PutAsync(declared.Weather("/2/{city}", "cache: 60s"));

        var answer = await (await declared.CallAsync()).MustBeOkAsync();
        Assert.Equal((false, "/v1/2/Bern"), (answer.Meta.Cached, (string?)answer.Data!["path"]));
    }

    [Fact]
    public async Task Redefinition_NewUrlParameter_PolicyDomainsApplyAtOnce()
    {
        await using var declared = await DeclaredGateway.StartAsync();
        declared.Gateway.Decide = question => TestGateway.Constrained(question, """
            "guards":{"allowed_domains":["good.example.org"]}
            """);
        await declared.PostAsync(declared.Weather());
        const string Call = """{"city":"Bern","note":"https://evil.example.org/"}""";
        await (await declared.CallAsync(Call)).MustBeOkAsync();

        await declared.PutAsync(declared.Weather(more: "url_parameters: [note]"));
        await (await declared.CallAsync("""{"city":"Bern","note":"http://look־out.net/"}""")).MustBeAsync(GatewayErrors.ParamsInvalid);

        await (await declared.CallAsync(Call)).MustBeAsync(GatewayErrors.GuardDenied);
        await (await declared.CallAsync("""{"city":"Bern","note":"https://good.example.org/"}""")).MustBeOkAsync();
    }

    [Fact]
    public async Task Refresh_OtherToolChanged_UnchangedActionsStayTheSameObjects()
    {
        await using var declared = await DeclaredGateway.StartAsync();
        await declared.PostAsync(declared.Weather());
        var catalog = declared.Gateway.Proxy.Services.GetRequiredService<ToolCatalog>();
        var before = catalog.Find("weather", "forecast");

        await declared.PostAsync(declared.Weather().Replace("tool: weather", "tool: climate", StringComparison.Ordinal));
        await declared.Gateway.Proxy.Services.GetRequiredService<DeclaredToolSet>().RefreshAsync(CancellationToken.None);

        Assert.NotNull(catalog.Find("climate", "forecast"));
        Assert.Same(before, catalog.Find("weather", "forecast"));
    }

    [Theory, BothBackends]
    public async Task Refresh_StoredVersionThatCannotBeUsed_TheOneBeforeGoesOn(Backend backend)
    {
        await using var declared = await DeclaredGateway.StartAsync(backend);
        await declared.PostAsync(declared.Weather());
        var services = declared.Gateway.Proxy.Services;
        await services.GetRequiredService<Database>().ExecuteAsync(
            """
            INSERT INTO tool_definitions (tool, version, definition, deleted, created_at, created_by)
            SELECT tool, 2, '{"tool":1}', deleted, created_at, created_by FROM tool_definitions
            """,
            values: null,
            CancellationToken.None);

        await services.GetRequiredService<DeclaredToolSet>().RefreshAsync(CancellationToken.None);

        await (await declared.CallAsync()).MustBeOkAsync();
    }

    private static async Task BecomesAsync(RunningService proxy, HttpStatusCode status, string text)
    {
        using var client = proxy.Client(TestGateway.Token);
        using var deadline = new CancellationTokenSource(AtOnce);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var answer = await client.PostAsJsonAsync("/v1/tools/weather/forecast", new { city = "Bern" });
            if (answer.StatusCode == status && (await answer.Content.ReadAsStringAsync()).Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
