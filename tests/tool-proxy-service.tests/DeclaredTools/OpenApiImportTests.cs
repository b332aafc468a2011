using System.Net;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

public sealed class OpenApiImportTests
{
    [Fact]
    public async Task Import_RealisticDocumentOf30_WhatFitsIsATool()
    {
        await using var gateway = await TestGateway.StartAsync();

        var preview = await gateway.ImportAsync("orders", OpenApiDocuments.Orders30);

        Assert.Null(preview.Errors);
        var definition = preview.Definition;
        Assert.Equal("https://api.orders.com/eu/v2", (string?)definition["base_url"]);
        Assert.Equal("""{"in":"header","name":"X-Api-Key"}""", definition["credential"]!.ToJsonString());
        Assert.Equal(["create_order", "delete_orders_order_id", "list_orders", "post_orders_search"], definition["actions"]!.AsObject().Select(action => action.Key).Order(StringComparer.Ordinal));
        var list = definition["actions"]!["list_orders"]!;
        Assert.Equal("""{"status":"{status}","limit":"{limit}","tag":"{tag}"}""", list["query"]!.ToJsonString());
        Assert.Equal("""{"X-Tenant":"{X-Tenant}"}""", list["headers"]!.ToJsonString());
        Assert.Equal(
            """{"type":"object","properties":{"X-Tenant":{"type":"string"},"status":{"type":"string","enum":["open","shipped"]},"limit":{"type":"integer","default":20,"minimum":1,"maximum":100},"tag":{"type":"array","uniqueItems":true,"items":{"type":"string"}}},"required":["X-Tenant"]}""",
            list["parameters"]!.ToJsonString());
        var create = definition["actions"]!["create_order"]!;
        Assert.Equal("""{"customer":"{customer}","lines":"{lines}","note":"{note}"}""", create["body"]!.ToJsonString());
        Assert.Equal("""["X-Tenant","customer","lines"]""", create["parameters"]!["required"]!.ToJsonString());
        Assert.Equal("""["string","null"]""", create["parameters"]!["properties"]!["note"]!["type"]!.ToJsonString());
        Assert.Equal(
            ["GET /orders/{order_id}/label", "POST /orders/{order_id}/attachments", "POST /reports"],
            preview.Unsupported.Select(operation => operation.Operation).Order(StringComparer.Ordinal));
        Assert.Contains("application/pdf", Reason(preview, "GET /orders/{order_id}/label"), StringComparison.Ordinal);
        Assert.Equal(
            """{"oneOf":[{"type":"string"},{"type":"object","properties":{"id":{"type":"string"}}}]}""",
            definition["actions"]!["post_orders_search"]!["parameters"]!["properties"]!["body"]!.ToJsonString());
        Assert.Contains("multipart/form-data", Reason(preview, "POST /orders/{order_id}/attachments"), StringComparison.Ordinal);
        Assert.Contains("other documents are not fetched", Reason(preview, "POST /reports"), StringComparison.Ordinal);
        Assert.Contains(preview.Warnings, warning => warning.Contains("GET /orders", StringComparison.Ordinal) && warning.Contains("session", StringComparison.Ordinal));
        Assert.Equal("key", preview.Security);
        Assert.Contains(preview.Warnings, warning => warning.Contains("DELETE", StringComparison.Ordinal) && warning.Contains("deprecated", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_DocumentOf31AsYaml_WhatFitsIsATool()
    {
        await using var gateway = await TestGateway.StartAsync();

        var preview = await gateway.ImportAsync("people", JsonValue.Create(OpenApiDocuments.People31), baseUrl: "https://people.example.com/api");

        Assert.Null(preview.Errors);
        var actions = preview.Definition["actions"]!.AsObject();
        Assert.Equal(["find_person", "op_2fa_status", "post_trees"], actions.Select(action => action.Key).Order(StringComparer.Ordinal));
        Assert.Equal("""{"in":"bearer"}""", preview.Definition["credential"]!.ToJsonString());
        Assert.Equal(
            """{"type":["string","null"],"minLength":2,"description":"Part of the name."}""",
            actions["find_person"]!["parameters"]!["properties"]!["name"]!.ToJsonString());
        Assert.Equal("""{"type":"integer","exclusiveMinimum":0}""", actions["find_person"]!["parameters"]!["properties"]!["page"]!.ToJsonString());
        Assert.Equal(
            """{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":"#/$defs/Node"}}}""",
            actions["post_trees"]!["parameters"]!["$defs"]!["Node"]!["properties"]!.ToJsonString());
        Assert.Equal("""{"$ref":"#/$defs/Node"}""", actions["post_trees"]!["parameters"]!["properties"]!["body"]!.ToJsonString());
        Assert.Equal(["POST /people"], preview.Unsupported.Select(operation => operation.Operation).Order(StringComparer.Ordinal));
        Assert.Contains("several credentials", Reason(preview, "POST /people"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_ThenDeclare_TheToolWorks()
    {
        await using var declared = await DeclaredGateway.StartAsync(settings: ["--TOOL_CREDENTIAL:orders=a-key-of-orders"]);
        var preview = await declared.Gateway.ImportAsync("orders", OpenApiDocuments.Orders30, declared.Api.Url.ToString(), ["createOrder"]);

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

        var preview = await gateway.ImportAsync("orders", OpenApiDocuments.Orders30, operations: ["DELETE /orders/{order_id}", "no_such"]);

        Assert.Equal(["delete_orders_order_id"], preview.Definition["actions"]!.AsObject().Select(action => action.Key));
        Assert.Empty(preview.Unsupported);
        Assert.Contains(preview.Warnings, warning => warning.Contains("'no_such'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"tags\":[\"admin\"]", "get_a_x")]
    [InlineData("\"paths\":[\"/a\"]", "get_a,get_a_x")]
    [InlineData("\"paths\":[\"/*/x\"]", "get_a_x")]
    [InlineData("\"paths\":[\"/**x\"],\"tags\":[\"b\"]", "get_b_y_x")]
    [InlineData("\"operations\":[\"GET /b/y/x\"]", "get_b_y_x")]
    public async Task Import_Filters_WhatFitsAllOfThem(string filter, string actions)
    {
        await using var gateway = await TestGateway.StartAsync();

        var preview = await gateway.PreviewImportAsync($$$"""
            {{{filter}}}, "openapi": {"openapi": "3.0.0", "servers": [{"url": "https://api.example.com"}], "paths": {
              "/a": {"get": {} }, "/ab": {"get": {} }, "/a/x": {"get": {"tags": ["admin"]} }, "/b/y/x": {"get": {"tags": ["b"]} } } }
            """);

        Assert.Equal(actions.Split(','), preview.Definition["actions"]!.AsObject().Select(action => action.Key));
        Assert.Empty(preview.Unsupported);
    }

    [Theory]
    [InlineData("", "https://one.example.com", "get_own,get_path")]
    [InlineData("\"server\": \"https://two.example.com\",", "https://two.example.com", "get_two")]
    [InlineData("\"base_url\": \"https://mine.example.com\",", "https://mine.example.com", "get_own,get_path,get_two")]
    public async Task Import_ServersOfPathsAndOperations_OneServerOrTheGivenOne(string choice, string baseUrl, string actions)
    {
        await using var gateway = await TestGateway.StartAsync();

        var preview = await gateway.PreviewImportAsync($$$"""
            {{{choice}}} "openapi": {"openapi": "3.1.0", "paths": {
              "/own": {"get": {"servers": [{"url": "https://one.example.com"}]} },
              "/path": {"servers": [{"url": "https://{n}.example.com", "variables": {"n": {"default": "one"} } }], "get": {} },
              "/two": {"servers": [{"url": "https://two.example.com"}], "get": {} } } }
            """);

        Assert.Null(preview.Errors);
        Assert.Equal(baseUrl, (string?)preview.Definition["base_url"]);
        Assert.Equal(actions.Split(','), preview.Definition["actions"]!.AsObject().Select(action => action.Key));
        Assert.All(preview.Unsupported, operation => Assert.Contains("its server is", operation.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://docs.example.com/specs/api.json", "v1", "https://docs.example.com/specs/v1")]
    [InlineData("https://docs.example.com/specs/api.json", "/v1", "https://docs.example.com/v1")]
    [InlineData(null, "/v1", null)]
    public async Task Import_RelativeServer_IsJoinedWithTheSource(string? source, string server, string? baseUrl)
    {
        await using var gateway = await TestGateway.StartAsync();

        var preview = await gateway.PreviewImportAsync($$$"""
            {{{(source is null ? "" : $"\"source_url\":\"{source}\",")}}} "openapi": {"openapi": "3.0.0", "servers": [{"url": "{{{server}}}"}], "paths": {"/a": {"get": {} } } }
            """);

        Assert.Equal(baseUrl, (string?)preview.Definition["base_url"]);
        Assert.Equal(baseUrl is null, preview.Errors is not null);
    }

    [Theory]
    [InlineData("", "b", "get_one,get_two")]
    [InlineData("\"security\":\"a\",", "a", "get_one,get_three")]
    public async Task Import_SeveralCredentials_OneIsChosenAndSaid(string choice, string scheme, string actions)
    {
        await using var gateway = await TestGateway.StartAsync();

        var preview = await gateway.PreviewImportAsync($$$"""
            {{{choice}}} "openapi": {"openapi": "3.0.0", "servers": [{"url": "https://api.example.com"}], "paths": {
              "/one": {"get": {"security": [{"a": []}, {"b": []}]} }, "/two": {"get": {"security": [{"b": []}]} }, "/three": {"get": {"security": [{"a": [], "b": []}]} } },
              "components": {"securitySchemes": {"a": {"type": "apiKey", "in": "query", "name": "k"}, "b": {"type": "http", "scheme": "bearer"} } } }
            """);

        Assert.Equal(scheme, preview.Security);
        Assert.Equal(actions.Split(','), preview.Definition["actions"]!.AsObject().Select(action => action.Key));
    }

    [Fact]
    public async Task Import_NullsAndOptionalBodies_SayWhatTheDocumentSays()
    {
        await using var gateway = await TestGateway.StartAsync();

        var preview = await gateway.PreviewImportAsync("""
            "openapi": {"openapi": "3.0.0", "servers": [{"url": "https://api.example.com"}], "paths": {"/a": {"post": {"requestBody": {"content": {"application/json": {"schema": {
              "type": "object", "required": ["x"], "properties": {
                "x": {"type": "string", "nullable": true, "default": null, "enum": ["a", null]},
                "y": {"allOf": [{"type": "string"}, {"minLength": 1}], "nullable": true},
                "z": {"nullable": true, "oneOf": [{"type": "string"}, {"type": "integer"}]} } } } } } } } } }
            """);

        var parameters = preview.Definition["actions"]!["post_a"]!["parameters"]!;
        Assert.Equal(
            """{"x":{"type":["string","null"],"default":null,"enum":["a",null]},"y":{"type":["string","null"],"minLength":1},"z":{"anyOf":[{"oneOf":[{"type":"string"},{"type":"integer"}]},{"type":"null"}]}}""",
            parameters["properties"]!.ToJsonString());
        Assert.Equal("""{"y":["x"],"z":["x"]}""", parameters["dependentRequired"]!.ToJsonString());
        Assert.Equal("[]", parameters["required"]!.ToJsonString());
    }

    [Fact]
    public async Task Import_StylesOfParameters_AreWrittenByTheirRules()
    {
        await using var declared = await DeclaredGateway.StartAsync();
        var preview = await declared.Gateway.PreviewImportAsync($$$"""
            "base_url": "{{{declared.Api.Url}}}", "openapi": {"openapi": "3.0.0", "paths": {"/m/{id}/l{ids}/s/{o}": {"get": {"operationId": "act", "parameters": [
              {"name": "id", "in": "path", "required": true, "style": "matrix", "schema": {"type": "integer"} },
              {"name": "ids", "in": "path", "required": true, "style": "label", "explode": true, "schema": {"type": "array", "items": {"type": "string"} } },
              {"name": "o", "in": "path", "required": true, "explode": true, "schema": {"type": "object", "additionalProperties": {"type": "string"} } },
              {"name": "list", "in": "query", "explode": false, "schema": {"type": "array", "items": {"type": "integer"} } },
              {"name": "X-Ids", "in": "header", "schema": {"type": "array", "items": {"type": "integer"} } }]} } } }
            """);
        Assert.Null(preview.Errors);
        (await declared.Gateway.Proxy.AdminClient().PostAsync("/v1/admin/tools", new StringContent(preview.Definition.ToJsonString(), Encoding.UTF8, "application/json"))).EnsureSuccessStatusCode();

        await (await declared.Gateway.CallAsync("orders/act", """{"id":5,"ids":["a","b/c"],"o":{"k":"v w","n":"x"},"list":[1,2],"X-Ids":[3,4]}""")).MustBeOkAsync();
        var dots = await (await declared.Gateway.CallAsync("orders/act", """{"id":5,"ids":["."],"o":{"k":"v"}}""")).MustBeAsync(GatewayErrors.ParamsInvalid);
        var empty = await (await declared.Gateway.CallAsync("orders/act", """{"id":5,"ids":[],"o":{"k":".."}}""")).MustBeAsync(GatewayErrors.ParamsInvalid);

        var request = declared.Api.Received.Single();
        Assert.Equal(("/m/;id=5/l.a.b%2Fc/s/k=v%20w,n=x?list=1%2C2", "3,4"), (request.Target, request.Headers["X-Ids"]));
        Assert.Equal(["ids"], dots.Errors!.Keys);
        Assert.Equal(["ids", "o"], empty.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    private static string Reason(ImportToolResponse preview, string operation) => preview.Unsupported.Single(unsupported => unsupported.Operation == operation).Reason;
}
