using System.Net;
using System.Net.Http.Headers;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Policy.Tests.Requests;

/// <summary>Documents that say the same in another spelling.</summary>
public sealed class WrittenOtherwiseTests
{
    private const string Mark = "\ufeff";
    private const string Agent = "\"agent_id\":\"agt_0123456789abcdef0123456789abcdef\"";

    [Theory]
    [InlineData("application/yaml", Mark + "name: p\nrole: tester\nspec: {scopes: [\"*\"]}\n")]
    [InlineData("application/yaml", Mark + "---\nname: p\nrole: tester\nspec: {scopes: [\"*\"]}\n---\n")]
    [InlineData("application/json", Mark + "{\"name\":\"p\",\"role\":\"tester\",\"spec\":{\"scopes\":[\"*\"]}}")]
    public async Task Create_ByteOrderMarkOrEmptyEnd_IsPassedOver(string type, string document)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await PostAsync(service, "/v1/policies", document, type);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task Apply_FilesJoined_EveryDocumentIsRead()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        var documents = string.Concat(Enumerable.Range(0, 3).Select(i => $"---\n{Mark}name: p{i}\nrole: joined\nspec: {{scopes: [\"*\"]}}\n")) + "---\n";

        using var response = await PostAsync(service, "/v1/policies/apply", documents, "application/yaml");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(3, (await (await service.Admin.GetAsync("/v1/policies?role=joined")).ReadAsync<Page<PolicyResponse>>()).Items.Count);
    }

    [Fact]
    public async Task Test_ByteOrderMark_IsPassedOver()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await PostAsync(
            service, "/v1/policies/test", $"{Mark}tests:\n- name: t\n  given: {{role: r, tool: serpapi, action: search, time: '2026-01-05t03:00:00.123456789z'}}\n  expect: {{effect: deny}}\n", "application/yaml");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("2026-01-05T03:00:00.123456789Z")]
    [InlineData("2026-01-05t03:00:00z")]
    [InlineData("2026-01-05T03:00:00.5+05:30")]
    public async Task Explain_AnyMomentOfRfc3339_IsRead(string time)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();

        using var response = await PostAsync(
            service, "/v1/decisions/explain", $$"""{ {{Agent}},"role":"scraper","tool":"serpapi","action":"search","request_bytes":12.0,"time":"{{time}}"}""", "application/json");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("1234567890123456789", "1234567890123456788")]
    [InlineData("0.1", "0.10000000000000000001")]
    public async Task Explain_GuardOverNumbersThatAreOneDouble_ComparesEveryDigit(string allowed, string sent)
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        var guards = $"params: {{\"t:p\": {{n: {{in: [{allowed}], min: {allowed}, max: {allowed}e0}}}}}}";
        using var created = await PostAsync(
            service, "/v1/policies", $"name: n\nrole: counter\nspec:\n  scopes: [\"t:p\"]\n  guards:\n    {guards}\n", "application/yaml");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);

        Assert.Equal("allow", await EffectAsync(allowed));
        Assert.Equal("deny", await EffectAsync(sent));

        async Task<string> EffectAsync(string n)
        {
            using var response = await PostAsync(
                service, "/v1/decisions/explain", $$$"""{ {{{Agent}}},"role":"counter","tool":"t","action":"p","params":{"n":{{{n}}} } }""", "application/json");
            return (await response.Content.ReadAsStringAsync()).Contains("\"allowed\":true", StringComparison.Ordinal) ? "allow" : "deny";
        }
    }

    [Fact]
    public async Task Create_ThousandsOfUnknownMembers_ErrorsAreBounded()
    {
        await using var service = await PolicyServiceUnderTest.StartAsync();
        var members = string.Join(',', Enumerable.Range(0, 60_000).Select(i => $"\"m{i}\":1"));

        using var response = await PostAsync(service, "/v1/policies", $"{{{members}}}", "application/json");

        var problem = await response.MustBeAsync(GatewayErrors.BodyInvalid);
        Assert.Contains(problem.Errors!["$"], message => message.Contains("more faults, which are not listed", StringComparison.Ordinal));
        Assert.InRange((await response.Content.ReadAsStringAsync()).Length, 1, 32_768);
    }

    private static Task<HttpResponseMessage> PostAsync(PolicyServiceUnderTest service, string path, string document, string type) => service.Admin.PostAsync(
        path, new ByteArrayContent(Encoding.UTF8.GetBytes(document)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } });
}
