using System.Reflection;

namespace FourRunr.Hosting;

/// <summary>The version of this build, for <c>--version</c>, the health answers and the metric <c>gateway_build_info</c>.</summary>
public static class GatewayVersion
{
    /// <summary><c>Version</c> of Directory.Build.props, e.g. <c>0.1.0</c>, without the commit.</summary>
    public static string Current { get; } =
        typeof(GatewayVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
