using System.Collections.Frozen;

namespace FourRunr.ToolProxy.Tools;

/// <summary>Every action of every tool that this gateway knows.</summary>
internal sealed class ToolCatalog(IReadOnlyList<ToolAction> actions)
{
    private readonly FrozenDictionary<(string Tool, string Action), ToolAction> _byName =
        actions.ToFrozenDictionary(action => (action.Tool, action.Name));

    public IReadOnlyList<ToolAction> Actions { get; } = actions;

    public ToolAction? Find(string tool, string action) => _byName.GetValueOrDefault((tool, action));
}
