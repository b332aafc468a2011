using System.Net;
using FourRunr.ToolProxy.Tests.Faces.Mcp;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace FourRunr.ToolProxy.Tests.McpServers;

public sealed class McpServerCallTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_AnyRevision_ContentPassesAndIsRecorded(bool isModern)
    {
        await using var test = await McpServerGateway.StartAsync(isModern: isModern);

        var result = await McpClient.ResultAsync(await test.EchoAsync());

        Assert.Equal("echo {\"text\":\"hi\"}", (string?)result["content"]![0]!["text"]);
        var sent = test.Server.Http.Received.Last();
        Assert.Equal(($"Bearer {McpServerGateway.Secret}", isModern ? "2026-07-28" : "2025-11-25"), (sent.Headers["Authorization"], sent.Headers["MCP-Protocol-Version"]));
        Assert.DoesNotContain(TestGateway.Token, sent.Body + string.Join(' ', sent.Headers.Values), StringComparison.Ordinal);
        var record = Assert.Single(await test.Gateway.RecordsAsync());
        Assert.Equal(("scripted", "echo", "ok"), (record.Tool, record.Action, record.Outcome));
    }

    [Fact]
    public async Task Call_ByV1_ContentIsTheData()
    {
        await using var test = await McpServerGateway.StartAsync();

        var answer = JsonNode.Parse(await (await test.Gateway.CallAsync("scripted/echo", """{"text":"hi"}""")).Content.ReadAsStringAsync())!;

        Assert.Equal("echo {\"text\":\"hi\"}", (string?)answer["data"]!["content"]![0]!["text"]);
    }

    [Fact]
    public async Task Call_ArgumentsThatDoNotFitTheSchema_NeverReachTheServer()
    {
        await using var test = await McpServerGateway.StartAsync();

        await McpClient.RefusalAsync(await test.Client.CallAsync("echo", new JsonObject { ["text"] = 5 }), "params_invalid");

        Assert.Equal(0, test.Server.Count("tools/call"));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    public async Task Call_ServerHasLostTheSession_IsInitializedOnceMore(int status)
    {
        await using var test = await McpServerGateway.StartAsync(isModern: false);
        await McpClient.ResultAsync(await test.EchoAsync());
        var before = test.Server.Count("initialize");
        (test.Server.LostSessionStatus, _) = (status, 0);
        test.Server.ForgetSessions();

        var result = await McpClient.ResultAsync(await test.EchoAsync("again"));

        Assert.Equal("echo {\"text\":\"again\"}", (string?)result["content"]![0]!["text"]);
        Assert.Equal(before + 1, test.Server.Count("initialize"));
    }

    [Fact]
    public async Task Call_ErrorOfTheTool_IsAResultWithIsError()
    {
        await using var test = await McpServerGateway.StartAsync();
        test.Server.OnCall = _ => new JsonObject { ["content"] = ScriptedMcpServer.Content("no such city")["content"]!.DeepClone(), ["isError"] = true };

        var result = await McpClient.ResultAsync(await test.EchoAsync());

        Assert.True((bool?)result["isError"]);
        Assert.Equal("no such city", (string?)result["content"]![0]!["text"]);
    }

    [Fact]
    public async Task Call_EventsBeforeTheResponse_ProgressReachesTheClient()
    {
        await using var test = await McpServerGateway.StartAsync();
        test.Server.Raw = async (context, message) =>
        {
            context.Response.ContentType = "text/event-stream";
            var token = message["params"]!["_meta"]!["progressToken"]!.ToJsonString();
            await context.Response.WriteAsync(
                """
                : a comment

                data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":TOKEN,"progress":1,"total":2,"message":"half"}}

                data: {"jsonrpc":"2.0","id":ID,"result":{"content":[{"type":"text","text":"done"}]}}


                """.Replace("TOKEN", token, StringComparison.Ordinal).Replace("ID", message["id"]!.ToJsonString(), StringComparison.Ordinal));
        };

        var response = await test.Client.SendAsync("tools/call", new JsonObject
        {
            ["name"] = "echo",
            ["arguments"] = new JsonObject { ["text"] = "hi" },
            ["_meta"] = new JsonObject { ["progressToken"] = "mine" },
        });

        var body = await response.Content.ReadAsStringAsync();
        var events = body.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line[6..])!).ToList();
        Assert.True(events.Count == 2, body);
        Assert.Equal(("notifications/progress", "mine", 1, "half"), (
            (string?)events[0]["method"], (string?)events[0]["params"]!["progressToken"], (int?)events[0]["params"]!["progress"], (string?)events[0]["params"]!["message"]));
        Assert.Equal("done", (string?)events[1]["result"]!["content"]![0]!["text"]);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("""{"jsonrpc":"2.0","id":999999,"result":{"content":[]}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":%,"result":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":%,"result":{"content":"text"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":%,"result":{"content":[]},"result":{"content":[]}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":%,"result":{"resultType":"input_required","inputRequests":{"a":{"method":"elicitation/create","params":{}}}}}""")]
    public async Task Call_AnswerThatIsNone_IsAFailureOfTheTool(string body)
    {
        await using var test = await McpServerGateway.StartAsync();
        test.Server.Raw = (context, message) => context.Response.WriteAsync(body.Replace("%", message["id"]!.ToJsonString(), StringComparison.Ordinal));

        await McpClient.RefusalAsync(await test.EchoAsync(), "upstream_failed");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    public async Task Call_EndlessAnswer_IsCutAtItsCap(string type)
    {
        await using var test = await McpServerGateway.StartAsync();
        var cut = new TaskCompletionSource();
        test.Server.Raw = async (context, _) =>
        {
            context.Response.ContentType = type;
            var chunk = Encoding.UTF8.GetBytes(new string(' ', 64 * 1024));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk, CancellationToken.None);
            }

            cut.SetResult();
        };

        var problem = await McpClient.RefusalAsync(await test.EchoAsync(), "upstream_failed");

        // Not for lack of time: it was cut while it went on.
        Assert.Contains("larger than", (string?)problem["detail"], StringComparison.Ordinal);
        await cut.Task;
    }

    [Fact]
    public async Task Call_Redirect_IsNotFollowed()
    {
        await using var test = await McpServerGateway.StartAsync();
        test.Server.Raw = (context, _) =>
        {
            context.Response.Redirect("http://169.254.169.254/latest", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };

        await McpClient.RefusalAsync(await test.EchoAsync(), "upstream_failed");
    }

    [Fact]
    public async Task Call_ServerThatAsksWithoutEnd_EachAskingIsOneCall()
    {
        await using var test = await McpServerGateway.StartAsync();
        test.Server.OnCall = _ => JsonNode.Parse("""{"resultType":"input_required","requestState":"again"}""")!;

        await McpClient.RefusalAsync(await test.EchoAsync(), "upstream_failed");

        Assert.Equal(1, test.Server.Count("tools/call"));
    }

    [Fact]
    public async Task Call_OutputThatBreaksItsSchema_IsAFailureOfTheTool()
    {
        await using var test = await McpServerGateway.StartAsync();
        var tool = ScriptedMcpServer.Tool("measured", "Measures.");
        tool["outputSchema"] = JsonNode.Parse("""{"type":"object","properties":{"degrees":{"type":"number"}},"required":["degrees"]}""");
        test.Server.Tools["measured"] = tool;
        await test.RefreshAsync();
        var structured = "\"warm\"";
        test.Server.OnCall = _ => new JsonObject { ["content"] = new JsonArray(), ["structuredContent"] = new JsonObject { ["degrees"] = JsonNode.Parse(structured) } };

        await McpClient.RefusalAsync(await test.Client.CallAsync("measured", new JsonObject { ["text"] = "x" }), "upstream_failed");
        structured = "21.5";
        var result = await McpClient.ResultAsync(await test.Client.CallAsync("measured", new JsonObject { ["text"] = "x" }));

        Assert.Equal(21.5, (double?)result["structuredContent"]!["degrees"]);
    }

    [Fact]
    public async Task Call_ServerIsAway_OnlyItsToolsFailAndStayListed()
    {
        await using var test = await McpServerGateway.StartAsync();
        await test.Server.Http.StopAsync();

        await McpClient.RefusalAsync(await test.EchoAsync(), "upstream_failed");

        Assert.Equal(["echo"], await test.ListedAsync());
        Assert.Equal(HttpStatusCode.OK, (await test.Gateway.SearchAsync()).StatusCode);
        await test.Server.Http.StartAsync();
        await McpClient.ResultAsync(await test.EchoAsync());
    }

    [Fact]
    public async Task Call_ParameterThatIsToBeAHeader_GoesUpstreamAndIsNoBusinessOfTheClients()
    {
        await using var test = await McpServerGateway.StartAsync();
        var tool = ScriptedMcpServer.Tool("regional", "Works in a region.");
        tool["inputSchema"]!["properties"]!["region"] = JsonNode.Parse("""{"type":"string","x-mcp-header":"Region"}""");
        test.Server.Tools["regional"] = tool;
        await test.RefreshAsync();

        await McpClient.ResultAsync(await test.Client.CallAsync("regional", new JsonObject { ["text"] = "x", ["region"] = "Zürich" }));

        Assert.Equal("=?base64?WsO8cmljaA==?=", test.Server.Http.Received.Last().Headers["Mcp-Param-Region"]);
        var listed = (await McpClient.ResultAsync(await test.Client.SendAsync("tools/list")))["tools"]!.ToJsonString();
        Assert.DoesNotContain("x-mcp-header", listed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WriteAndTheServerBreaksOff_IsNotRepeated()
    {
        await using var test = await McpServerGateway.StartAsync(more: "\"trust\":\"first_use\"");
        test.Server.Raw = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        var problem = await McpClient.RefusalAsync(await test.EchoAsync(), "upstream_failed");

        Assert.Equal(1, test.Server.Count("tools/call"));
        Assert.Contains("may have been carried out", (string?)problem["how_to_fix"], StringComparison.Ordinal);
    }
}
