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

/// <summary>YARP in front of the bare endpoint.</summary>
internal sealed class YarpServer(BareServer bare) : MeasuredSystem("YARP")
{
    public override Uri Url { get; } = ServerProcess.SpareAddress();

    public override IReadOnlyDictionary<string, int> Processes => base.Processes.Concat(bare.Processes).ToDictionary();

    public async Task StartAsync()
    {
        var process = ServerProcess.Start(Name, "bench/baseline", ["yarp", Url.ToString(), bare.Url.ToString()], new Dictionary<string, string>());
        Add(process);
        await process.WaitUntilAnswersAsync(Url, ready: false);
    }
}
