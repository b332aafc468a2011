using System.Collections.Frozen;
using System.Security.Cryptography;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Faces.Mcp;

/// <summary>
/// How MCP clients call actions: <c>{tool}__{action}</c>, at most 64 characters, which is all that clients take. A longer name, or one
/// that two actions would share, is cut and ends with 8 characters of a hash. Names are looked up, never taken apart.
/// </summary>
internal sealed class McpToolNames(ToolCatalog catalog)
{
    private const int Longest = 64;
    private const int HashLength = 8;

    private volatile Map? _map;

    public string Of(ToolAction action) => Current().Names[action];

    /// <returns>Null for a name that no action has.</returns>
    public ToolAction? Find(string name) => Current().Actions.GetValueOrDefault(name);

    private Map Current()
    {
        var actions = catalog.Actions;
        return _map is { } map && ReferenceEquals(map.Source, actions) ? map : _map = new Map(actions);
    }

    private static string Plain(ToolAction action) => $"{action.Tool}__{action.Name}";

    private static string Hashed(ToolAction action)
    {
        var plain = Plain(action);
        // The line break is in no name, so that no two actions have the same text.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{action.Tool}\n{action.Name}")));
        return $"{plain[..Math.Min(plain.Length, Longest - HashLength - 1)]}_{hash[..HashLength]}";
    }

    private sealed class Map
    {
        public Map(IReadOnlyList<ToolAction> source)
        {
            Source = source;
            var shared = source.GroupBy(Plain).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
            Names = source.ToDictionary<ToolAction, ToolAction, string>(
                action => action,
                action => Plain(action) is { Length: <= Longest } plain && !shared.Contains(plain) ? plain : Hashed(action),
                ReferenceEqualityComparer.Instance);
            Actions = Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        }

        public IReadOnlyList<ToolAction> Source { get; }

        public Dictionary<ToolAction, string> Names { get; }

        public FrozenDictionary<string, ToolAction> Actions { get; }
    }
}
