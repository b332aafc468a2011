using FourRunr.Fuzz.Gateway;

namespace FourRunr.Fuzz.Targets;

internal static class AllTargets
{
    public static IReadOnlyList<Target> Of(FuzzedGateway gateway) =>
        [.. ToolTargets.Of(gateway), .. OperatorTargets.Of(gateway), .. FormTargets.Of(gateway), .. ListTargets.Of(gateway), .. LegacyTargets.Of(gateway)];
}
