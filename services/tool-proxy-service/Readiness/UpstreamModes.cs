using FourRunr.ToolProxy.BuiltInTools;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace FourRunr.ToolProxy.Readiness;

/// <summary>Says whether answers are mocked: <c>mock</c>, <c>live</c>, or <c>mock: </c> and the mocked tools. Always healthy.</summary>
internal sealed class UpstreamModes(IOptions<UpstreamOptions> options) : IHealthCheck
{
    public const string Name = "upstreams";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (mocked, all) = (options.Value.Mocked, options.Value.Tools);
        return Task.FromResult(HealthCheckResult.Healthy(
            mocked.Count == 0 ? "live" : mocked.Count == all.Count ? "mock" : $"mock: {string.Join(", ", mocked)}"));
    }
}
