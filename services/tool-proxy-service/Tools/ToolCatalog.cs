using System.Collections.Frozen;

namespace FourRunr.ToolProxy.Tools;

/// <summary>Every action of every tool that this gateway knows: those it comes with, and those that operators declare while it runs.</summary>
internal sealed class ToolCatalog
{
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<ToolAction> _builtIn;
    private readonly SortedDictionary<string, IReadOnlyList<ToolAction>> _declared = new(StringComparer.Ordinal);
    private volatile Snapshot _snapshot;

    /// <param name="builtIn">Always there.</param>
    public ToolCatalog(IReadOnlyList<ToolAction> builtIn)
    {
        _builtIn = builtIn;
        _snapshot = new Snapshot(builtIn);
    }

    public IReadOnlyList<ToolAction> Actions => _snapshot.Actions;

    /// <summary>What a source declared last.</summary>
    public IReadOnlyList<ToolAction> DeclaredBy(string source)
    {
        lock (_gate)
        {
            return _declared.GetValueOrDefault(source, []);
        }
    }

    public ToolAction? Find(string tool, string action) => _snapshot.ByName.GetValueOrDefault((tool, action));

    /// <summary>Replaces all tools of one source at once. An action that stays as it is must stay the same object: its breaker goes by it.</summary>
    /// <param name="source">Who declares them.</param>
    public void Declare(string source, IEnumerable<ToolAction> actions)
    {
        lock (_gate)
        {
            _declared[source] = [.. actions];
            _snapshot = new Snapshot([.. _builtIn, .. _declared.Values.SelectMany(declared => declared)]);
        }
    }

    private sealed class Snapshot(IReadOnlyList<ToolAction> actions)
    {
        public IReadOnlyList<ToolAction> Actions { get; } = actions;

        public FrozenDictionary<(string Tool, string Action), ToolAction> ByName { get; } =
            actions.ToFrozenDictionary(action => (action.Tool, action.Name));
    }
}
