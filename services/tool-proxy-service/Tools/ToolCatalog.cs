using System.Collections.Frozen;

namespace FourRunr.ToolProxy.Tools;

/// <summary>Every action of every tool that this gateway knows: those it comes with, and those that operators declare while it runs.</summary>
internal sealed class ToolCatalog
{
    private readonly IReadOnlyList<ToolAction> _builtIn;
    private volatile Snapshot _snapshot;

    /// <param name="builtIn">Always there.</param>
    public ToolCatalog(IReadOnlyList<ToolAction> builtIn)
    {
        _builtIn = builtIn;
        _snapshot = new Snapshot(builtIn);
    }

    public IReadOnlyList<ToolAction> Actions => _snapshot.Actions;

    public ToolAction? Find(string tool, string action) => _snapshot.ByName.GetValueOrDefault((tool, action));

    /// <summary>Replaces all declared tools at once. An unchanged action must be the same object as before: its circuit breaker is kept by it.</summary>
    public void Declare(IEnumerable<ToolAction> declared) => _snapshot = new Snapshot([.. _builtIn, .. declared]);

    private sealed class Snapshot(IReadOnlyList<ToolAction> actions)
    {
        public IReadOnlyList<ToolAction> Actions { get; } = actions;

        public FrozenDictionary<(string Tool, string Action), ToolAction> ByName { get; } =
            actions.ToFrozenDictionary(action => (action.Tool, action.Name));
    }
}
