using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>What happens to the key when its call ends.</summary>
internal enum KeyCompletion
{
    /// <summary>Equal calls get the same result until the key expires.</summary>
    Keep,

    /// <summary>The call did nothing: the key may be used again at once.</summary>
    Release,

    /// <summary>The call may have been carried out: the key cannot be used again.</summary>
    Unknown,
}

internal static class KeyCompletionRule
{
    /// <param name="result">Null if the call ended without a result.</param>
    public static KeyCompletion Of(ToolResult? result, bool hasSideEffects) => result switch
    {
        // A stream has no key of its caller's.
        ToolResult.Success or ToolResult.Streamed => KeyCompletion.Keep,
        null or ToolResult.Failure { MayHaveActed: true } => hasSideEffects ? KeyCompletion.Unknown : KeyCompletion.Release,
        ToolResult.Failure { IsTransient: true } => KeyCompletion.Release,
        ToolResult.Failure { Why.Kind.Status: var status } => IsTheCallersFault(status) ? KeyCompletion.Keep : KeyCompletion.Release,
        _ => throw new InvalidOperationException($"No completion for {result.GetType().Name}."),
    };

    /// <summary>The request itself is wrong. Other refusals may change: a policy, a limit, a credential, the tool.</summary>
    private static bool IsTheCallersFault(int status) => status
        is >= 400 and < 500
        and not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests);
}
