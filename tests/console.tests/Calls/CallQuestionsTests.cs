using System.Diagnostics;
using FourRunr.Contracts;
using FourRunr.WebConsole.Calls;
using Xunit;

namespace FourRunr.WebConsole.Tests.Calls;

public sealed class CallQuestionsTests
{
    [Fact]
    public async Task Curl_WhateverTheParametersHold_IsOneWordOfAShell()
    {
        const string Hostile = "it's $(touch /tmp/x) `id` \"quoted\" \\ \n & ; end";
        var call = new CallRecordResponse
        {
            CallId = "call_1",
            OccurredAt = DateTimeOffset.UnixEpoch,
            CorrelationId = "c",
            Tool = "serpapi",
            Action = "search",
            Outcome = "ok",
            Status = 200,
            Attempts = 1,
            Cached = false,
            DurationMs = 1,
            RequestBytes = 0,
            ResponseBytes = 0,
            Intent = "research",
            Params = new JsonObject { ["q"] = Hostile },
        };
        // The last argument is the body.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardInput = true };
        using var shell = Process.Start(start) ?? throw new InvalidOperationException("There is no shell.");
        await shell.StandardInput.WriteAsync($"curl() {{ for last; do :; done; printf %s \"$last\"; }}\n{CallQuestions.Curl(call, "http://127.0.0.1:8080")}\n");
        shell.StandardInput.Close();
        var body = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Hostile, JsonNode.Parse(body)?["q"]?.GetValue<string>());
        Assert.Contains("-H 'X-Agent-Intent: research'", CallQuestions.Curl(call, "http://127.0.0.1:8080"), StringComparison.Ordinal);
    }
}
