using FourRunr.Contracts;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Tests.Resilience;

/// <summary>A tool that does what the test says, attempt by attempt; the last word holds for all that follow.</summary>
internal sealed class ScriptedAdapter(params Func<CancellationToken, Task<ToolResult>>[] script) : IToolAdapter
{
    private int _attempts;

    public int Attempts => _attempts;

    public static Func<CancellationToken, Task<ToolResult>> Ok =>
        _ => Task.FromResult<ToolResult>(ToolResult.Mocked(new JsonObject { ["ok"] = true }));

    /// <summary>Hangs until it is given up.</summary>
    public static Func<CancellationToken, Task<ToolResult>> Hang => async cancellationToken =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("Not reached.");
    };

    public static Func<CancellationToken, Task<ToolResult>> Fail(
        bool transient = true, bool mayHaveActed = false, TimeSpan? retryAfter = null, ErrorKind? kind = null) =>
        _ => Task.FromResult<ToolResult>(new ToolResult.Failure(new(kind ?? GatewayErrors.UpstreamFailed) { RetryAfter = retryAfter })
        {
            IsTransient = transient,
            MayHaveActed = mayHaveActed,
        });

    public Task<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken) =>
        script[Math.Min(Interlocked.Increment(ref _attempts), script.Length) - 1](cancellationToken);

    public ToolAction Action(bool idempotent = true, string permission = ToolAction.Read, ToolTimes? times = null) => new()
    {
        Tool = "probe",
        Name = "do",
        Permission = permission,
        Description = "",
        Idempotent = idempotent,
        ParametersSchema = [],
        Validate = _ => null,
        Adapter = this,
        Times = times ?? new ToolTimes(),
    };

    public static ToolRequest Request(ToolAction action, string? key = null, string parameters = "{}") => new()
    {
        Action = action,
        Parameters = JsonDocument.Parse(parameters).RootElement,
        IdempotencyKey = key,
    };
}
