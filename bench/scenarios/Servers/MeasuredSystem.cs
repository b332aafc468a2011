using FourRunr.Bench.Scenarios.Machine;

namespace FourRunr.Bench.Scenarios.Servers;

/// <summary>Something that takes calls at an address, and all processes whose work that is.</summary>
internal abstract class MeasuredSystem(string name) : IAsyncDisposable
{
    private readonly List<ServerProcess> _own = [];

    public string Name => name;

    public abstract Uri Url { get; }

    /// <summary>The processes by name, with those that were not started here (databases).</summary>
    public virtual IReadOnlyDictionary<string, int> Processes => _own.ToDictionary(process => process.Name, process => process.Pid);

    public Dictionary<string, TimeSpan> Cpu() => Processes.ToDictionary(process => process.Key, process => ProcessTree.Cpu(process.Value));

    /// <summary>Resident bytes of the processes that were started here.</summary>
    public Dictionary<string, long> Resident() => _own.ToDictionary(process => process.Name, process => ProcessTree.Resident(process.Pid));

    public async ValueTask StopAsync()
    {
        // In order: the front door first, so that its calls end well.
        foreach (var process in _own)
        {
            await process.DisposeAsync();
        }

        _own.Clear();
    }

    public ValueTask DisposeAsync() => StopAsync();

    protected void Add(ServerProcess process) => _own.Add(process);
}
