using FourRunr.Docs.Tests.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FourRunr.Docs.Tests.Running;

/// <summary>What a page may not do, planted. No gateway is needed for that.</summary>
public sealed class PageRunTests
{
    [Fact]
    public async Task Run_VariablesAndFunctions_AreThereInTheNextBlock() => await RunAsync("""
        ```sh
        NAME=world
        greet() { echo "hello $1"; }
        ```
        Some words.
        ```sh
        greet $NAME
        ```
        ```text
        hello world
        ```
        """);

    [Fact]
    public async Task Run_File_IsSavedBeforeTheNextBlock() => await RunAsync("""
        <!-- file: thing.json -->
        ```json
        {"a": 1}
        ```

        ```sh
        cat thing.json
        ```

        ```json
        {"a": 1}
        ```
        """);

    [Theory]
    [InlineData("false", "a command failed")]
    [InlineData("false | true", "a command failed")]
    [InlineData("echo before; ls /nowhere; echo after", "No such file")]
    [InlineData("echo $NOBODY_SET_THIS", "unbound variable")]
    [InlineData("exit 0", "a command failed")]
    public async Task Run_FailingCommand_NamesItsLineAndWhatItPrinted(string command, string said)
    {
        var failure = await Assert.ThrowsAsync<PageException>(() => RunAsync($"# Page\n\n```sh\ntrue\n```\n\n```sh\n{command}\n```\n"));

        Assert.StartsWith("page.md:7: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text", "five six")]
    [InlineData("json", """{"id": 4, "more": true}""")]
    public async Task Run_OtherOutputThanShown_NamesTheLineOfTheOutput(string language, string shown)
    {
        var failure = await Assert.ThrowsAsync<PageException>(() => RunAsync($"```sh\necho '{{\"id\": 4}}'\n```\n\n```{language}\n{shown}\n```\n"));

        Assert.StartsWith("page.md:5: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_RefusedRequest_MustBeShown()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapGet("/", () => TypedResults.Json(new { status = 403 }, statusCode: 403));
        await server.StartAsync();
        var request = $"```sh\ncurl -s {server.Urls.Single()}\n```\n";

        var failure = await Assert.ThrowsAsync<PageException>(() => RunAsync(request));

        Assert.Contains("answered 403", failure.Message, StringComparison.Ordinal);
        await RunAsync($$"""{{request}}{{"\n"}}```json{{"\n"}}{"status": 403}{{"\n"}}```{{"\n"}}""");
    }

    private static async Task RunAsync(string text)
    {
        await using var run = new PageRun(Page.Read("page.md", text));
        await run.RunAsync();
    }
}
