using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools;

/// <summary>Whether a tool is the real API.</summary>
internal enum UpstreamMode
{
    /// <summary>Mocked, deterministic answers.</summary>
    Mock,

    /// <summary>The real API.</summary>
    Live,
}

/// <summary><c>UPSTREAM_MODE</c> for all tools and <c>UPSTREAM_MODE__openai</c> for one. Default mock, but Production must say it.</summary>
internal sealed class UpstreamOptions
{
    private const string Key = "UPSTREAM_MODE";

    private readonly Dictionary<string, UpstreamMode> _byTool = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Tools => _byTool.Keys;

    /// <summary>Tools whose answers are invented.</summary>
    public IReadOnlyList<string> Mocked => [.. _byTool.Where(tool => tool.Value == UpstreamMode.Mock).Select(tool => tool.Key).Order(StringComparer.Ordinal)];

    public void Read(IConfiguration configuration, IHostEnvironment environment, IReadOnlyList<string> tools)
    {
        var section = configuration.GetSection(Key);
        if (section.GetChildren().FirstOrDefault(child => !tools.Contains(child.Key)) is { } unknown)
        {
            throw new InvalidConfigurationException($"{Key}__{unknown.Key} names no tool. Tools: {string.Join(", ", tools)}.");
        }

        var forAll = Parse(Key, section.Value);
        foreach (var tool in tools)
        {
            var name = $"{Key}__{tool}";
            _byTool[tool] = Parse(name, section[tool]) ?? forAll ?? Default(environment, name);
        }
    }

    /// <summary>The adapter that the tool's mode asks for.</summary>
    public IToolAdapter Choose(string tool, IToolAdapter mock, Func<IToolAdapter> live) => _byTool[tool] switch
    {
        UpstreamMode.Mock => mock,
        _ => live(),
    };

    private static UpstreamMode? Parse(string name, string? text) => text switch
    {
        null or "" => null,
        "mock" => UpstreamMode.Mock,
        "live" => UpstreamMode.Live,
        _ => throw new InvalidConfigurationException($"{name} must be 'mock' or 'live'."),
    };

    private static UpstreamMode Default(IHostEnvironment environment, string name) =>
        environment.IsDevelopment() || environment.IsEnvironment(GatewaySettings.StandaloneEnvironment)
            ? UpstreamMode.Mock
            : throw new InvalidConfigurationException($"Set {Key} (or {name}) to 'mock' or 'live'; {environment.EnvironmentName} has no default.");
}
