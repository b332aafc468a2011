using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using FourRunr.ToolProxy.Tools;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

public sealed class DeclarationRefusalTests
{
    [Fact]
    public async Task Declare_NameOfTheEndpointsOfModels_RefusedWithAnother()
    {
        await using var declared = await DeclaredGateway.StartAsync();
        var names = declared.Gateway.Proxy.Services.GetRequiredService<EndpointActions>().Actions.Select(action => action.Tool).Distinct().ToList();
        Assert.Contains("anthropic", names);

        foreach (var name in names)
        {
            var problem = await (await declared.PostAsync(declared.Weather().Replace("tool: weather", $"tool: {name}", StringComparison.Ordinal))).MustBeAsync(GatewayErrors.BodyInvalid);
            Assert.Contains(name == "openai" ? "built-in" : "'my_anthropic'", Assert.Single(problem.Errors!["tool"]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Declare_WrongDocument_ErrorsByPath()
    {
        await using var declared = await DeclaredGateway.StartAsync();

        var problem = await (await declared.PostAsync(declared.Weather("/forecast/{town}", "retries: 3"))).MustBeAsync(GatewayErrors.BodyInvalid);

        Assert.Equal(["actions['forecast'].path", "actions['forecast'].retries"], problem.Errors!.Keys);
    }

    [Theory]
    [InlineData("https://10.0.0.8/v1")]
    [InlineData("https://metadata.google.internal/")]
    [InlineData("http://api.weather.com/v1")]
    [InlineData("https://localhost:8443/")]
    public async Task Declare_BaseUrlThatMayNotBeAsked_Refused(string url)
    {
        await using var declared = await DeclaredGateway.StartAsync();

        var problem = await (await declared.PostAsync(DeclaredGateway.Weather(new Uri("https://placeholder.test"))
            .Replace("https://placeholder.test/v1", url, StringComparison.Ordinal))).MustBeAsync(GatewayErrors.BodyInvalid);

        Assert.Equal(["base_url"], problem.Errors!.Keys);
        Assert.Contains("OUTBOUND_ALLOWED_TARGETS", problem.Errors["base_url"].Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://يa/")]
    [InlineData("https://xn--a-ä.pt/")]
    [InlineData("https://look־out.net/")]
    [InlineData("https://xn--tešla/")]
    public async Task Declare_BaseUrlWhoseHostIsNone_Refused(string url)
    {
        await using var declared = await DeclaredGateway.StartAsync();

        var problem = await (await declared.PostAsync(DeclaredGateway.Weather(new Uri("https://placeholder.test"))
            .Replace("https://placeholder.test/v1", url, StringComparison.Ordinal))).MustBeAsync(GatewayErrors.BodyInvalid);

        Assert.Equal(["base_url"], problem.Errors!.Keys);
    }

    [Theory]
    [InlineData("serpapi")]
    [InlineData("http_fetch")]
    [InlineData("openai")]
    [InlineData("gmail_send")]
    public async Task Declare_NameOfABuiltInTool_Refused(string tool)
    {
        await using var declared = await DeclaredGateway.StartAsync();

        await (await declared.PostAsync(declared.Weather().Replace("tool: weather", $"tool: {tool}", StringComparison.Ordinal))).MustBeAsync(GatewayErrors.BodyInvalid);
    }

    [Fact]
    public async Task Put_OtherNameThanInTheAddress_Refused()
    {
        await using var declared = await DeclaredGateway.StartAsync();

        Assert.Equal(["tool"], (await (await declared.PutAsync(declared.Weather(), "climate")).MustBeAsync(GatewayErrors.BodyInvalid)).Errors!.Keys);
    }

    [Fact]
    public async Task Declare_Json_IsTheSame()
    {
        await using var declared = await DeclaredGateway.StartAsync();
        var json = $$$"""{"tool":"clock","base_url":"{{{declared.Api.Url}}}","actions":{"now":{"method":"GET","path":"/now"} } }""";

        var created = await declared.Gateway.Proxy.AdminClient().PostAsync("/v1/admin/tools", new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("/now", (string?)(await (await declared.Gateway.CallAsync("clock/now", "{}")).MustBeOkAsync()).Data!["path"]);
    }

    [Fact]
    public async Task Access_AuditorReadsAdminWritesAgentNeither()
    {
        await using var declared = await DeclaredGateway.StartAsync();
        declared.Gateway.Holders["auditor-key"] = new() { Active = true, Kind = PrincipalKind.Operator, Sub = "opr_2", Name = "ann", Role = "auditor" };
        await declared.PostAsync(declared.Weather());
        using var auditor = declared.Gateway.Client("auditor-key");
        using var agent = declared.Gateway.Client();

        Assert.Equal(HttpStatusCode.OK, (await auditor.GetAsync("/v1/admin/tools")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await auditor.GetAsync("/v1/admin/tools/weather")).StatusCode);
        await (await auditor.DeleteAsync("/v1/admin/tools/weather")).MustBeAsync(GatewayErrors.AccessDenied);
        await (await auditor.PutAsync("/v1/admin/tools/weather", DeclaredGateway.Yaml(declared.Weather("/2/{city}")))).MustBeAsync(GatewayErrors.AccessDenied);
        await (await agent.GetAsync("/v1/admin/tools")).MustBeAsync(GatewayErrors.AccessDenied);
    }

    [Theory]
    [InlineData("""{"city":"../../admin"}""", "city")]
    [InlineData("""{"city":"Bern","days":3}""", "days")]
    [InlineData("""{"city":7}""", "city")]
    [InlineData("{}", "city")]
    public async Task Call_WrongParameters_NothingIsSent(string parameters, string field)
    {
        await using var declared = await DeclaredGateway.StartAsync();
        await declared.PostAsync(declared.Weather());

        Assert.Equal([field], (await (await declared.CallAsync(parameters)).MustBeAsync(GatewayErrors.ParamsInvalid)).Errors!.Keys);

        Assert.Empty(declared.Api.Received);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(500)]
    public async Task Call_ApiRepeatsTheCredential_NobodySeesIt(int status)
    {
        var logs = new CollectedLogs();
        await using var declared = await DeclaredGateway.StartAsync(configure: logs.Use);
        await declared.PostAsync(declared.Weather());
        declared.Api.Answer = context =>
        {
            context.Response.StatusCode = status;
            var key = context.Request.Headers["X-Api-Key"].ToString();
            return context.Response.WriteAsJsonAsync(new { error = $"bad key {key}", echo = new { headers = new[] { key }, url = $"/?k={Uri.EscapeDataString(key)}" } });
        };

        var answer = await (await declared.CallAsync()).Content.ReadAsStringAsync();

        Assert.Contains(declared.Api.Received, request => request.Headers["X-Api-Key"] == DeclaredGateway.Secret);
        var records = await declared.Gateway.Proxy.AdminClient().GetStringAsync("/v1/admin/calls");
        var metrics = await declared.Gateway.Proxy.Client().GetStringAsync("/metrics");
        Assert.All([answer, records, metrics, logs.Text], text => Assert.DoesNotContain(DeclaredGateway.Secret, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_ToolWithoutItsCredential_NotConfigured()
    {
        await using var declared = await DeclaredGateway.StartAsync(settings: ["--TOOL_CREDENTIAL:weather="]);
        await declared.PostAsync(declared.Weather());

        await (await declared.CallAsync()).MustBeAsync(GatewayErrors.ToolNotConfigured);
    }

    [Fact]
    public async Task Files_OfTheFolder_AreToolsThatTheApiDoesNotChange()
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "clock.yaml"), DeclaredGateway.Weather(new Uri("https://api.weather.com/")));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "readme.txt"), "not a tool");
        await using var declared = await DeclaredGateway.StartAsync(settings: [$"--TOOLS_DIR={folder.Path}"]);

        await (await declared.PostAsync(declared.Weather())).MustBeAsync(GatewayErrors.Conflict);
        await (await declared.DeleteAsync()).MustBeAsync(GatewayErrors.Conflict);

        Assert.Equal((DeclaredToolSource.File, null), ((await declared.GetAsync()).Source, (await declared.GetAsync()).Version));
        Assert.Contains(
            (await declared.Gateway.Client().GetFromJsonAsync<ToolListResponse>("/v1/tools", GatewayJson.Strict))!.Tools, action => action.Tool == "weather");
    }

    [Fact]
    public async Task Files_ByteOrderMarksAndEmptyEnds_ArePassedOver()
    {
        using var folder = new TemporaryDirectory();
        const string Tool = "base_url: https://api.weather.com\nactions: {now: {method: GET, path: /}}\n---\n";
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "a.yaml"), $"\ufefftool: one\n{Tool}\ufefftool: two\n{Tool}");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "b.json"), "\ufeff{\"tool\":\"three\",\"base_url\":\"https://api.weather.com\",\"actions\":{\"now\":{\"method\":\"GET\",\"path\":\"/\"}}}");
        await using var declared = await DeclaredGateway.StartAsync(settings: [$"--TOOLS_DIR={folder.Path}"]);

        var tools = (await declared.Gateway.Client().GetFromJsonAsync<ToolListResponse>("/v1/tools", GatewayJson.Strict))!.Tools.Select(action => action.Tool);
        Assert.Equal(["one", "three", "two"], tools.Intersect(["one", "two", "three"]).Order());
    }

    [Theory]
    [InlineData("text/yaml", "\ufeff")]
    [InlineData("application/json", "\ufeff")]
    public async Task Declare_ByteOrderMark_IsPassedOver(string type, string mark)
    {
        await using var declared = await DeclaredGateway.StartAsync();
        var document = mark + """{"tool":"marked","base_url":"https://api.weather.com","actions":{"now":{"method":"GET","path":"/"}}}""";

        using var response = await declared.Gateway.Proxy.AdminClient().PostAsync("/v1/admin/tools", new StringContent(document, System.Text.Encoding.UTF8, type));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Theory]
    [InlineData("bad.yaml", "tool: [")]
    [InlineData("bad.json", "{")]
    [InlineData("bad.yml", "tool: weather")]
    [InlineData("bad.yaml", "tool: clock\nbase_url: https://10.0.0.1\nactions: {now: {method: GET, path: /}}")]
    [InlineData("bad.yaml", "tool: a\nbase_url: https://example.org\nactions: {now: {method: GET, path: /}}\n---\ntool: a\nbase_url: https://example.org\nactions: {now: {method: GET, path: /}}")]
    public async Task Files_OneThatIsNotValid_StopsTheStartAndIsNamed(string file, string text)
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, file), text);

        var exception = await Assert.ThrowsAsync<InvalidConfigurationException>(() => DeclaredGateway.StartAsync(settings: [$"--TOOLS_DIR={folder.Path}"]));

        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_FolderThatIsNotThere_StopsTheStart() =>
        await Assert.ThrowsAsync<InvalidConfigurationException>(() => DeclaredGateway.StartAsync(settings: ["--TOOLS_DIR=/nowhere/tools"]));
}
