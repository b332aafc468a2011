using System.IO.Pipelines;
using Xunit;

namespace FourRunr.Cli.Tests.Commands;

public sealed class CallsFollowTests(CliGateway gateway)
{
    [Fact]
    public async Task Follow_ACall_IsPrintedAsItIsMade()
    {
        var (user, agent) = await gateway.AgentAsync();
        using var _ = user;
        var pipe = new Pipe();
        using var reader = new StreamReader(pipe.Reader.AsStream());
        await using var writer = new StreamWriter(pipe.Writer.AsStream()) { AutoFlush = true };
        using var ctrlC = new CancellationTokenSource();
        var context = new CliContext(TextReader.Null, writer, TextWriter.Null, IsInteractive: false, user.Profiles, TimeProvider.System);

        var following = CommandLineTool.RunAsync(["calls", "--follow", "--agent", agent], context, ctrlC.Token);
        var line = reader.ReadLineAsync(CancellationToken.None).AsTask();
        await Testing.Eventually.TrueAsync(async () =>
        {
            (await user.RunAsync("call", "serpapi", "search", """{"q":"gateway"}""")).Expect(ExitCode.Ok);
            return line.IsCompleted;
        }, "a call is printed");
        await ctrlC.CancelAsync();

        Assert.Contains(agent, await line, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, await following);
    }
}
