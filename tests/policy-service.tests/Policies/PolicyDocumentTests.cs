using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Policy.Tests.Policies;

public sealed class PolicyDocumentTests
{
    private const string Yaml = """
        name: p
        role: tester
        mode: shadow
        spec:
          scopes: ["serpapi:*"]
          guards: {params: {"serpapi:search": {num: {max: 20}}}}
        """;

    [Theory, BothBackends]
    public async Task Create_Yaml_SaysTheSameAsJsonAndKeepsItsMode(Backend backend)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync(backend);

        using var created = await service.Admin.PostYamlAsync("/v1/policies", Yaml);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        using var read = await service.Auditor.GetAsync(created.Headers.Location);
        using var history = await service.Auditor.GetAsync($"{created.Headers.Location}/versions");

        var policy = await read.ReadAsync<PolicyResponse>();
        Assert.Equal((PolicyMode.Shadow, "tester", (ExactNumber)20), (policy.Mode, policy.Role, policy.Spec.Guards!.Params!["serpapi:search"]["num"].Max!.Value));
        Assert.Equal(PolicyMode.Shadow, (await history.ReadAsync<Page<PolicyVersionResponse>>()).Items.Single().Mode);
    }

    [Theory]
    [InlineData("application/yaml", HttpStatusCode.Created)]
    [InlineData("application/x-yaml", HttpStatusCode.Created)]
    [InlineData("text/yaml", HttpStatusCode.Created)]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", HttpStatusCode.BadRequest)]
    public async Task Create_ContentTypes_OnlyThoseThatAreKnown(string type, HttpStatusCode expected)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Admin.PostYamlAsync("/v1/policies", Yaml, type);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Create_WithoutContentType_NotSupported()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Admin.PostAsync("/v1/policies", new ByteArrayContent(Encoding.UTF8.GetBytes(Yaml)));

        await response.MustBeAsync(GatewayErrors.MediaTypeUnsupported);
    }

    [Theory]
    [InlineData("a: &x 1\nb: *x")]
    [InlineData("name: p\n---\nname: q")]
    [InlineData("name: [")]
    [InlineData("")]
    public async Task Create_YamlThatIsNotOnePlainDocument_Refused(string yaml)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Admin.PostYamlAsync("/v1/policies", yaml);

        await response.MustBeAsync(GatewayErrors.BodyInvalid);
    }

    [Theory]
    [InlineData("""{"name": "\ud800", "role": "tester", "spec": {}}""")]
    [InlineData("""{"name": "p", "role": "tester", "spec": {"\udc00": 1}}""")]
    [InlineData("""{"name": "p", "role": "tester", "spec": {}} // comment""")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}""")]
    public async Task Create_JsonThatBreaksTheRules_Refused(string json)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Admin.SendJsonAsync(HttpMethod.Post, "/v1/policies", json);

        await response.MustBeAsync(GatewayErrors.BodyInvalid);
    }

    [Fact]
    public async Task Create_EmptyAllowedDomains_IsNotReadAsAnyHost()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Admin.PostYamlAsync("/v1/policies", "name: p\nrole: tester\nspec:\n  guards:\n    allowed_domains:\n");

        var problem = await response.MustBeAsync(GatewayErrors.BodyInvalid);
        Assert.Equal(["spec.guards.allowed_domains"], problem.Errors!.Keys);
    }

    [Theory]
    [InlineData("*.1.2.3.4")]
    [InlineData("1.2.3.999")]
    [InlineData("xn--a")]
    [InlineData("look־out.net")]
    [InlineData("fe80::1%1")]
    public async Task Create_DomainThatIsNoHost_400(string domain)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await service.Admin.PostYamlAsync(
            "/v1/policies", $"name: p\nrole: tester\nspec:\n  guards:\n    blocked_domains: ['{domain}']\n");

        var problem = await response.MustBeAsync(GatewayErrors.BodyInvalid);
        Assert.Equal(["spec.guards.blocked_domains[0]"], problem.Errors!.Keys);
    }

    [Fact]
    public async Task OpenApi_CreatePolicy_NamesBothFormats()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        var document = System.Text.Json.JsonDocument.Parse(await service.Anyone.GetStringAsync("/openapi/v1.json"));

        var content = document.RootElement.GetProperty("paths").GetProperty("/v1/policies").GetProperty("post").GetProperty("requestBody").GetProperty("content");
        Assert.True(content.TryGetProperty("application/json", out _));
        Assert.True(content.TryGetProperty("application/yaml", out _));
    }
}
