namespace FourRunr.Bench.Scenarios.Servers;

/// <summary>The bare endpoint: <c>bench/baseline</c> answering what a gateway answered.</summary>
internal sealed class BareServer() : MeasuredSystem("bare")
{
    public override Uri Url { get; } = ServerProcess.SpareAddress();

    public async Task StartAsync(byte[] answer)
    {
        var file = Path.Combine(BenchRun.Work, "answer");
        await File.WriteAllBytesAsync(file, answer);
        var process = ServerProcess.Start(Name, "bench/baseline", ["bare", Url.ToString(), file], new Dictionary<string, string>());
        Add(process);
        await process.WaitUntilAnswersAsync(Url, ready: false);
    }
}

/// <summary>The provider of models: <c>bench/baseline</c> streaming tokens.</summary>
internal sealed class ProviderServer() : MeasuredSystem("provider")
{
    public override Uri Url { get; } = ServerProcess.SpareAddress();

    public async Task StartAsync()
    {
        var process = ServerProcess.Start(Name, "bench/baseline", ["provider", Url.ToString()], new Dictionary<string, string>());
        Add(process);
        await process.WaitUntilAnswersAsync(Url, ready: false);
    }
}

/// <summary>YARP in front of another system.</summary>
/// <param name="withDestination">Whether what the other system uses counts as used by this one.</param>
internal sealed class YarpServer(MeasuredSystem destination, bool withDestination = true) : MeasuredSystem("YARP")
{
    public override Uri Url { get; } = ServerProcess.SpareAddress();

    public override IReadOnlyDictionary<string, int> Processes =>
        withDestination ? base.Processes.Concat(destination.Processes).ToDictionary() : base.Processes;

    public async Task StartAsync()
    {
        var process = ServerProcess.Start(Name, "bench/baseline", ["yarp", Url.ToString(), destination.Url.ToString()], new Dictionary<string, string>());
        Add(process);
        await process.WaitUntilAnswersAsync(Url, ready: false);
    }
}
