using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using FourRunr.Contracts;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

public sealed class OpenApiImportTests
{
    [Fact]
    public async Task Import_RealisticDocumentOf30_WhatFitsIsATool()
    {
        await using var gateway = await TestGateway.StartAsync();

        var preview = await ImportAsync(gateway, "orders", OpenApiDocuments.Orders30);

        Assert.Null(preview.Errors);
        var definition = preview.Definition;
        Assert.Equal("https://api.orders.com/eu/v2", (string?)definition["base_url"]);
        Assert.Equal("""{"in":"header","name":"X-Api-Key"}""", definition["credential"]!.ToJsonString());
        Assert.Equal(["create_order", "delete_orders_order_id", "list_orders"], definition["actions"]!.AsObject().Select(action => action.Key).Order(StringComparer.Ordinal));
        var list = definition["actions"]!["list_orders"]!;
        Assert.Equal("""{"status":"{status}","limit":"{limit}","tag":"{tag}"}""", list["query"]!.ToJsonString());
        Assert.Equal("""{"X-Tenant":"{X-Tenant}"}""", list["headers"]!.ToJsonString());
        Assert.Equal(
            """{"type":"object","properties":{"X-Tenant":{"type":"string"},"status":{"type":"string","enum":["open","shipped"]},"limit":{"type":"integer","default":20,"minimum":1,"maximum":100},"tag":{"type":"array","items":{"type":"string"}}},"required":["X-Tenant"]}""",
            list["parameters"]!.ToJsonString());
        var create = definition["actions"]!["create_order"]!;
        Assert.Equal("""{"customer":"{customer}","lines":"{lines}","note":"{note}"}""", create["body"]!.ToJsonString());
        Assert.Equal("""["X-Tenant","customer","lines"]""", create["parameters"]!["required"]!.ToJsonString());
        Assert.Equal("""["string","null"]""", create["parameters"]!["properties"]!["note"]!["type"]!.ToJsonString());
        Assert.Equal(
            ["GET /orders/{order_id}/label", "POST /orders/search", "POST /orders/{order_id}/attachments", "POST /reports"],
            preview.Unsupported.Select(operation => operation.Operation).Order(StringComparer.Ordinal));
        Assert.Contains("application/pdf", Reason(preview, "GET /orders/{order_id}/label"), StringComparison.Ordinal);
        Assert.Contains("oneOf", Reason(preview, "POST /orders/search"), StringComparison.Ordinal);
        Assert.Contains("multipart/form-data", Reason(preview, "POST /orders/{order_id}/attachments"), StringComparison.Ordinal);
        Assert.Contains("other documents are not fetched", Reason(preview, "POST /reports"), StringComparison.Ordinal);
        Assert.Contains(preview.Warnings, warning => warning.Contains("GET /orders", StringComparison.Ordinal) && warning.Contains("session", StringComparison.Ordinal));
        Assert.Contains(preview.Warnings, warning => warning.Contains("uniqueItems", StringComparison.Ordinal));
        Assert.Contains(preview.Warnings, warning => warning.Contains("DELETE", StringComparison.Ordinal) && warning.Contains("deprecated", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_DocumentOf31AsYaml_WhatFitsIsATool()
    {
        await using var gateway = await TestGateway.StartAsync();

        var preview = await ImportAsync(gateway, "people", JsonValue.Create(OpenApiDocuments.People31), baseUrl: "https://people.example.com/api");

        Assert.Null(preview.Errors);
        var actions = preview.Definition["actions"]!.AsObject();
        Assert.Equal(["find_person", "op_2fa_status"], actions.Select(action => action.Key).Order(StringComparer.Ordinal));
        Assert.Equal("""{"in":"bearer"}""", preview.Definition["credential"]!.ToJsonString());
        Assert.Equal(
            """{"type":["string","null"],"minLength":2,"description":"Part of the name."}""",
            actions["find_person"]!["parameters"]!["properties"]!["name"]!.ToJsonString());
        Assert.Equal("""{"type":"integer","exclusiveMinimum":0}""", actions["find_person"]!["parameters"]!["properties"]!["page"]!.ToJsonString());
        Assert.Equal(["POST /people", "POST /trees"], preview.Unsupported.Select(operation => operation.Operation).Order(StringComparer.Ordinal));
        Assert.Contains("several credentials", Reason(preview, "POST /people"), StringComparison.Ordinal);
        Assert.Contains("contains itself", Reason(preview, "POST /trees"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_ThenDeclare_TheToolWorks()
    {
        await using var declared = await DeclaredGateway.StartAsync(settings: ["--TOOL_CREDENTIAL:orders=a-key-of-orders"]);
        var preview = await ImportAsync(declared.Gateway, "orders", OpenApiDocuments.Orders30, declared.Api.Url.ToString(), ["createOrder"]);

        var created = await declared.Gateway.Proxy.AdminClient().PostAsync(
            "/v1/admin/tools", new StringContent(preview.Definition.ToJsonString(), Encoding.UTF8, "application/json"));

        Assert.True(created.StatusCode == HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        await (await declared.Gateway.CallAsync(
            "orders/create_order", """{"X-Tenant":"t1","customer":"Ann","lines":[{"sku":"A-1","count":2}],"note":null}""")).MustBeOkAsync();
        var request = declared.Api.Received.Single();
        Assert.Equal(("POST", "/orders", "t1", "a-key-of-orders"), (request.Method, request.Target, request.Headers["X-Tenant"], request.Headers["X-Api-Key"]));
        Assert.Equal("""{"customer":"Ann","lines":[{"sku":"A-1","count":2}],"note":null}""", request.Body);
        var problem = await (await declared.Gateway.CallAsync("orders/create_order", """{"X-Tenant":"t1","customer":"Ann","lines":[{"sku":"a","count":0}]}""")).MustBeAsync(GatewayErrors.ParamsInvalid);
        Assert.Equal(["lines[0].count", "lines[0].sku"], problem.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Import_ChosenOperations_OnlyThoseAndTheUnknownAreNamed()
    {
        await using var gateway = await TestGateway.StartAsync();

        var preview = await ImportAsync(gateway, "orders", OpenApiDocuments.Orders30, operations: ["DELETE /orders/{order_id}", "no_such"]);

        Assert.Equal(["delete_orders_order_id"], preview.Definition["actions"]!.AsObject().Select(action => action.Key));
        Assert.Empty(preview.Unsupported);
        Assert.Contains(preview.Warnings, warning => warning.Contains("'no_such'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_ServerThatMayNotBeAsked_IsSaid()
    {
        await using var gateway = await TestGateway.StartAsync();

        var preview = await ImportAsync(gateway, "orders", OpenApiDocuments.Orders30, baseUrl: "https://10.0.0.1/");

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

        var answer = await SendAsync(gateway, "orders", JsonNode.Parse(document));

        Assert.Equal(["openapi"], (await answer.MustBeAsync(GatewayErrors.BodyInvalid)).Errors!.Keys);
    }

    [Theory]
    [InlineData("{\"openapi\":\"3.0.0\"}")]
    [InlineData("{\"openapi\":\"3.1.0\",\"info\":7,\"paths\":[]}")]
    [InlineData("{\"openapi\":\"3.0.0\",\"paths\":{\"/x\":{\"get\":{\"parameters\":[{\"$ref\":\"https://evil.test/p.json\"}]}}}}")]
    [InlineData("{\"openapi\":\"3.0.0\",\"paths\":{\"/x\":{\"$ref\":\"https://evil.test/x.json\"}}}")]
    [InlineData("{\"openapi\":\"3.0.0\",\"paths\":{\"/x\":{\"get\":{\"parameters\":[{\"name\":\"a\",\"in\":\"query\",\"schema\":{\"type\":\"text\"}}]}}}}")]
    public async Task Import_StrangeDocument_NoMistakeOfTheGateway(string document)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await SendAsync(gateway, "orders", JsonNode.Parse(document));

        Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.BadRequest]);
    }

    [Fact]
    public async Task Import_NameOfABuiltInTool_Refused()
    {
        await using var gateway = await TestGateway.StartAsync();

        Assert.Equal(["tool"], (await (await SendAsync(gateway, "openai", OpenApiDocuments.Orders30)).MustBeAsync(GatewayErrors.BodyInvalid)).Errors!.Keys);
    }

    private static string Reason(ImportToolResponse preview, string operation) => preview.Unsupported.Single(unsupported => unsupported.Operation == operation).Reason;

    private static async Task<ImportToolResponse> ImportAsync(
        TestGateway gateway, string tool, JsonNode? document, string? baseUrl = null, string[]? operations = null)
    {
        var answer = await SendAsync(gateway, tool, document, baseUrl, operations);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<ImportToolResponse>(GatewayJson.Strict))!;
    }

    private static Task<HttpResponseMessage> SendAsync(TestGateway gateway, string tool, JsonNode? document, string? baseUrl = null, string[]? operations = null)
    {
        var body = new JsonObject { ["tool"] = tool, ["openapi"] = document?.DeepClone() };
        if (baseUrl is not null)
        {
            body["base_url"] = baseUrl;
        }

        if (operations is not null)
        {
            body["operations"] = new JsonArray([.. operations.Select(operation => JsonValue.Create(operation))]);
        }

        return gateway.Proxy.AdminClient().PostAsync("/v1/admin/tools/import", new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
    }
}
