using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

public sealed class OpenApiImportRefusalTests
{
    [Fact]
    public async Task Import_LargeDocument_IsReadAndATooLargeOneRefusedReadably()
    {
        await using var gateway = await TestGateway.StartAsync();
        var padding = new string('x', 4 * 1024 * 1024);
        var preview = await gateway.PreviewImportAsync($$$"""
            "openapi": {"openapi": "3.0.0", "info": {"description": "{{{padding}}}"}, "servers": [{"url": "https://api.example.com"}], "paths": {"/a": {"get": {} } } }
            """);
        Assert.Single(preview.Definition["actions"]!.AsObject());

        using var tooLarge = new ByteArrayContent(new byte[40 * 1024 * 1024]) { Headers = { ContentType = new("application/json") } };
        await (await gateway.Proxy.AdminClient().PostAsync("/v1/admin/tools/import", tooLarge)).MustBeAsync(GatewayErrors.PayloadTooLarge);
        using var elsewhere = new ByteArrayContent(new byte[13 * 1024 * 1024]) { Headers = { ContentType = new("application/json") } };
        await (await gateway.Proxy.AdminClient().PostAsync("/v1/admin/tools", elsewhere)).MustBeAsync(GatewayErrors.PayloadTooLarge);
    }

    [Fact]
    public async Task Import_ServerThatMayNotBeAsked_IsSaid()
    {
        await using var gateway = await TestGateway.StartAsync();

        var preview = await gateway.ImportAsync("orders", OpenApiDocuments.Orders30, baseUrl: "https://10.0.0.1/");

        Assert.Equal(["base_url"], preview.Errors!.Keys);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"swagger\":\"2.0\",\"paths\":{}}")]
    [InlineData("{\"openapi\":\"4.0.0\"}")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("\"openapi: [\"")]
    [InlineData("\"a: &x 1\"")]
    [InlineData("{\"openapi\":\"3.0.0\",\"paths\":{},\"components\":{\"schemas\":{\"A\":{\"$ref\":\"#/components/schemas/A\"}}}}")]
    [InlineData("{\"openapi\":\"3.0.0\",\"paths\":{},\"components\":{\"schemas\":{\"A\":{\"$ref\":\"#/components/schemas/B\"},\"B\":{\"$ref\":\"#/components/schemas/A\"}}}}")]
    public async Task Import_NoDocument_Refused(string document)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.SendImportAsync("orders", JsonNode.Parse(document));

        Assert.Equal(["openapi"], (await answer.MustBeAsync(GatewayErrors.BodyInvalid)).Errors!.Keys);
    }

    [Theory]
    [InlineData("{\"openapi\":\"3.0.0\"}")]
    [InlineData("{\"openapi\":\"3.1.0\",\"info\":7,\"paths\":[]}")]
    [InlineData("{\"openapi\":\"3.0.0\",\"paths\":{\"/x\":{\"get\":{\"parameters\":[{\"$ref\":\"https://evil.test/p.json\"}]}}}}")]
    [InlineData("{\"openapi\":\"3.0.0\",\"paths\":{\"/x\":{\"$ref\":\"https://evil.test/x.json\"}}}")]
    [InlineData("{\"openapi\":\"3.0.0\",\"paths\":{\"/x\":{\"get\":{\"parameters\":[{\"name\":\"a\",\"in\":\"query\",\"schema\":{\"type\":\"text\"}}]}}}}")]
    [InlineData("{\"openapi\":\"3.1.0\",\"servers\":7,\"security\":{},\"paths\":{\"/x\":{\"get\":{\"tags\":1,\"security\":[7],\"servers\":[1],\"requestBody\":{\"content\":{\"application/json\":{\"schema\":{\"type\":[1],\"enum\":{},\"required\":true,\"allOf\":[true,7],\"oneOf\":{},\"properties\":[],\"items\":[]}}}}}}}}")]
    public async Task Import_StrangeDocument_NoMistakeOfTheGateway(string document)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.SendImportAsync("orders", JsonNode.Parse(document));

        Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.BadRequest]);
    }

    [Fact]
    public async Task Import_TextThatIsNoUnicode_Refused()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.Proxy.AdminClient().PostAsync("/v1/admin/tools/import", new StringContent(
            """{"tool":"orders","openapi":{"openapi":"3.0.0","info":{"title":"\ud800"},"paths":{}}}""", Encoding.UTF8, "application/json"));

        await answer.MustBeAsync(GatewayErrors.BodyInvalid);
    }

    [Fact]
    public async Task Import_NameOfABuiltInTool_Refused()
    {
        await using var gateway = await TestGateway.StartAsync();

        Assert.Equal(["tool"], (await (await gateway.SendImportAsync("openai", OpenApiDocuments.Orders30)).MustBeAsync(GatewayErrors.BodyInvalid)).Errors!.Keys);
    }
}
