using System.Collections.Frozen;

namespace FourRunr.ToolProxy.Tools;

/// <summary>Every action of every tool that this gateway knows: those it comes with, and those that operators declare while it runs.</summary>
internal sealed class ToolCatalog
{
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<ToolAction> _builtIn;
    private readonly SortedDictionary<ToolKind, IReadOnlyList<ToolAction>> _declared = [];
    private volatile Snapshot _snapshot;

    /// <param name="builtIn">Always there.</param>
    public ToolCatalog(IReadOnlyList<ToolAction> builtIn)
    {
        _builtIn = builtIn;
        _snapshot = new Snapshot(builtIn);
    }

    public IReadOnlyList<ToolAction> Actions => _snapshot.Actions;

    /// <summary>What was declared last of one kind.</summary>
    public IReadOnlyList<ToolAction> DeclaredBy(ToolKind kind)
    {
        lock (_gate)
        {
            return _declared.GetValueOrDefault(kind, []);
        }
    }

    /// <summary>All actions with their kinds.</summary>
    public IEnumerable<(ToolAction Action, ToolKind Kind)> WithKinds()
    {
        lock (_gate)
        {
            return
            [
                .. _builtIn.Select(action => (action, ToolKind.BuiltIn)),
                .. _declared.SelectMany(declared => declared.Value.Select(action => (action, declared.Key))),
            ];
        }
    }

    public ToolAction? Find(string tool, string action) => _snapshot.ByName.GetValueOrDefault((tool, action));

    /// <summary>Replaces all tools of one kind at once. An action that stays as it is must stay the same object: its breaker goes by it.</summary>
    public void Declare(ToolKind kind, IEnumerable<ToolAction> actions)
    {
        lock (_gate)
        {
            _declared[kind] = [.. actions];
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
