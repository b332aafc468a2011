using FourRunr.Testing;
using FourRunr.ToolProxy.DeclaredTools.Definitions;
using FourRunr.ToolProxy.McpServers.Protocol;
using FourRunr.ToolProxy.Outbound;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.McpServers;

/// <summary>Programs that write more than they may, as real processes: shell scripts that answer by the number of the request.</summary>
public sealed class McpProcessClientTests : IDisposable
{
    private const int Limit = OutboundRequest.StandardMaxResponseBytes;

    /// <summary>The handshake has the id 1.</summary>
    private const string Handshake = """
        read -r message
        echo '{"jsonrpc":"2.0","id":1,"result":{"capabilities":{"tools":{}}}}'
        echo started >> starts

        """;

    private const string Answers = """
        id=2
        while read -r message; do
          echo "{\"jsonrpc\":\"2.0\",\"id\":$id,\"result\":{\"content\":[]}}"
          id=$((id + 1))
        done
        """;

    private readonly TemporaryDirectory _folder = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task Send_EndlessLine_FailsHavingReadNoMoreThanTheLimit_AndTheProcessIsStartedAgain()
    {
        // 1 GiB without a newline. It keeps count of how much of that anybody took.
        await using var client = Start($$"""
            {{Handshake}}
            if [ "$(wc -l < starts)" = 1 ]; then
              read -r message
              printf '{"jsonrpc":"2.0","id":2,"result":{"content":"'
              chunk=$(head -c 65536 /dev/zero | tr '\0' x)
              written=0
              while [ $written -lt 16384 ]; do
                printf %s "$chunk" || exit
                written=$((written + 1))
                echo $written > written
              done
            fi
            {{Answers}}
            """);

        var failure = Assert.IsType<McpReply.Failure>(await SendAsync(client));

        Assert.Equal(
            (OutboundError.TooLarge, $"A message of the server is larger than {McpProcess.MaxLineBytes} bytes, so its process was ended."),
            (failure.Kind, failure.Detail));
        var taken = long.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "written")), CultureInfo.InvariantCulture) * 65536;
        Assert.InRange(taken, 0, McpProcess.MaxLineBytes + (1024 * 1024));

        // As one that ended by itself: not at once, but after a wait.
        Assert.Equal(OutboundError.Unreachable, Assert.IsType<McpReply.Failure>(await SendAsync(client)).Kind);
        Assert.Single(await StartsAsync());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<McpReply.Result>(await SendAsync(client));
        Assert.Equal(2, (await StartsAsync()).Length);
    }

    [Fact]
    public async Task Send_AnswerAboveTheRequestsLimit_SameFailureAsOverHttp_AndTheProcessGoesOn()
    {
        await using var client = Start($$$"""
            {{{Handshake}}}
            read -r message
            echo "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"content\":\"$(head -c {{{Limit}}} /dev/zero | tr '\0' x)\"}}"
            read -r message
            echo "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"content\":\"$(head -c {{{Limit - 14}}} /dev/zero | tr '\0' x)\"}}"
            read -r message
            echo "{\"jsonrpc\":\"2.0\",\"id\":4,\"error\":{\"code\":-32602,\"message\":\"$(head -c {{{Limit}}} /dev/zero | tr '\0' x)\"}}"
            read -r message
            """);

        AssertTooLarge(await SendAsync(client));
        // {"content":"…"} is 14 bytes and as many as fill the limit.
        Assert.Equal(Limit, Encoding.UTF8.GetByteCount(Assert.IsType<McpReply.Result>(await SendAsync(client)).Value.GetRawText()));
        AssertTooLarge(await SendAsync(client));
        Assert.Single(await StartsAsync());
    }

    [Fact]
    public async Task Send_NewsOfProgress_CountsWithTheAnswer()
    {
        await using var client = Start($$$"""
            {{{Handshake}}}
            read -r message
            text=$(head -c 1048576 /dev/zero | tr '\0' x)
            for i in 1 2 3; do
              echo "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":2,\"progress\":$i,\"message\":\"$text\"}}"
            done
            read -r message
            """);
        var told = 0;

        AssertTooLarge(await SendAsync(client, _ => told++));

        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Send_StandardErrorWithoutNewline_IsThrownAway()
    {
        await using var client = Start($$"""
            {{Handshake}}
            head -c 134217728 /dev/zero >&2
            {{Answers}}
            """);

        Assert.IsType<McpReply.Result>(await SendAsync(client));
    }

    /// <summary>The answers would pile up in the gateway.</summary>
    [Fact]
    public async Task Send_AsksAndDoesNotRead_IsEnded()
    {
        await using var client = Start($$"""
            {{Handshake}}
            exec yes '{"jsonrpc":"2.0","id":"{{new string('x', 1000)}}","method":"ping"}'
            """);

        Assert.Equal("The server's process has ended.", Assert.IsType<McpReply.Failure>(await SendAsync(client)).Detail);
    }

    [Fact]
    public async Task Send_ProcessDoesNotRead_GivingUpIsNotHeldUp_AndWhatPilesUpIsBounded()
    {
        await using var client = Start($$"""
            {{Handshake}}
            read -r message
            echo '{"jsonrpc":"2.0","id":2,"result":{} }'
            exec sleep 1000
            """);
        Assert.IsType<McpReply.Result>(await SendAsync(client));

        // More than the pipe holds.
        await GiveUpAsync(client, requests: 3);

        // As often as it takes, until it is ended.
        McpReply? ended = null;
        for (var i = 0; i < 200 && ended is null; i++)
        {
            ended = await GiveUpAsync(client, requests: 1);
        }

        Assert.NotNull(ended);
    }

    /// <summary>The half of a line that was sent before would spoil this one.</summary>
    [Fact]
    public async Task Send_AfterOneThatWasGivenUpHalfSent_IsUnderstood()
    {
        await using var client = Start($$"""
            {{Handshake}}
            read -r message
            echo '{"jsonrpc":"2.0","id":2,"result":{} }'
            until [ -f go ]; do :; done
            while read -r message; do
              case $message in
                '{'*'"id":3'*'}') ;;
                '{'*'"id":4'*'}') echo '{"jsonrpc":"2.0","id":4,"result":{} }' ;;
              esac
            done
            """);
        Assert.IsType<McpReply.Result>(await SendAsync(client));
        await GiveUpAsync(client, requests: 1);
        var next = SendAsync(client);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "go"), "");

        Assert.IsType<McpReply.Result>(await next);
    }

    [Fact]
    public async Task Send_ProcessHasClosedItsInput_IsEnded()
    {
        await using var client = Start($$"""
            {{Handshake}}
            exec <&-
            exec sleep 1000
            """);

        var first = SendAsync(client);
        // What is sent before the input is closed gets into the pipe, and nobody knows; what is sent afterwards ends the process.
        await Eventually.TrueAsync(
            () =>
            {
                if (!first.IsCompleted)
                {
                    _ = SendAsync(client);
                }

                return first.IsCompleted;
            },
            "the process is ended");

        Assert.Equal(OutboundError.BrokenOff, Assert.IsType<McpReply.Failure>(await first).Kind);
    }

    /// <summary>Linux would end the program with the thread that asked for it first.</summary>
    [Fact]
    public async Task Send_ThreadOfTheFirstRequestEnds_TheProcessGoesOn()
    {
        await using var client = Start(Handshake + Answers);
        var first = new TaskCompletionSource<Task<McpReply>>();
        var thread = new Thread(() => first.SetResult(SendAsync(client)));
        thread.Start();
        thread.Join();

        Assert.IsType<McpReply.Result>(await await first.Task);
        Assert.IsType<McpReply.Result>(await SendAsync(client));
        Assert.Single(await StartsAsync());
    }

    [Theory]
    [InlineData("abc\nabcd\n\nab", null)]
    [InlineData("abcd\nabcde\n", 9)]
    [InlineData("abcdefgh", 4)]
    public async Task Line_InPiecesOfAnySize_FailsWhereItIsTooLong(string text, int? failsAfter)
    {
        foreach (var size in (int[])[1, 2, 3, 100])
        {
            var stream = new CappedLineStream(new MemoryStream(Encoding.UTF8.GetBytes(text)), maxBytes: 4);
            var buffer = new byte[size];
            var handed = 0;
            try
            {
                while (await stream.ReadAsync(buffer) is var read and > 0)
                {
                    handed += read;
                }
            }
            catch (CountedStream.ExceededException)
            {
            }

            Assert.Equal(failsAfter is not null, stream.HasExceeded);
            Assert.InRange(handed, 0, failsAfter ?? text.Length);
        }
    }

    public void Dispose() => _folder.Dispose();

    private McpProcessClient Start(string script)
    {
        var command = new McpCommand("/bin/bash", ["-c", script], new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" }, MemoryMiB: 4096);
        return new McpProcessClient("scripted", command, _folder.Path, _clock, NullLogger.Instance);
    }

    private static Task<McpReply> SendAsync(McpProcessClient client, Action<JsonElement>? onNotification = null) =>
        client.SendAsync(Request([], onNotification), TestContext.Current.CancellationToken);

    private static McpRequest Request(JsonObject parameters, Action<JsonElement>? onNotification = null) =>
        new("tools/call", parameters, Credential: [], SessionKey: "", Limit, onNotification);

    /// <summary>Sends large requests and does not wait.</summary>
    /// <returns>Why it failed otherwise; null when it was just given up.</returns>
    private static async Task<McpReply?> GiveUpAsync(McpProcessClient client, int requests)
    {
        using var over = new CancellationTokenSource();
        var text = new string('x', 100_000);
        var sends = Enumerable.Range(0, requests)
            .Select(_ => client.SendAsync(Request(new JsonObject { ["text"] = text }), over.Token))
            .ToArray();
        await over.CancelAsync();
        McpReply? failed = null;
        foreach (var send in sends)
        {
            try
            {
                failed = await send;
            }
            catch (OperationCanceledException)
            {
            }
        }

        return failed;
    }

    private Task<string[]> StartsAsync() => File.ReadAllLinesAsync(Path.Combine(_folder.Path, "starts"));

    private static void AssertTooLarge(McpReply reply)
    {
        var failure = Assert.IsType<McpReply.Failure>(reply);
        Assert.Equal((OutboundError.TooLarge, OutboundErrorReader.TooLarge(Limit).Detail, false), (failure.Kind, failure.Detail, failure.IsTransient));
    }
}
