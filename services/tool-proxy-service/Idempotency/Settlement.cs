using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>What the end of a call means for its key.</summary>
internal enum Settlement
{
    /// <summary>Equal calls get the same result until the key's end.</summary>
    Keep,

    /// <summary>Nothing came of it: the key may be used again at once.</summary>
    Release,

    /// <summary>It may have been carried out: nobody may try again under this key.</summary>
    Unknown,
}

internal static class Settlements
{
    /// <param name="result">Null: the call broke off without a result.</param>
    public static Settlement Of(ToolResult? result, bool hasSideEffects) => result switch
    {
        ToolResult.Success => Settlement.Keep,
        null or ToolResult.Failure { MayHaveActed: true } => hasSideEffects ? Settlement.Unknown : Settlement.Release,
        ToolResult.Failure { IsTransient: true } => Settlement.Release,
        ToolResult.Failure { Why.Kind.Status: var status } => IsTheGatewaysWord(status) ? Settlement.Release : Settlement.Keep,
        _ => throw new InvalidOperationException($"No settlement for {result.GetType().Name}."),
    };

    /// <summary>Not the tool refused but the gateway: by a policy, a limit, a breaker, for want of a credential. That may be otherwise soon.</summary>
    private static bool IsTheGatewaysWord(int status) => status
        is StatusCodes.Status401Unauthorized
        or StatusCodes.Status403Forbidden
        or StatusCodes.Status429TooManyRequests
        or StatusCodes.Status500InternalServerError
        or StatusCodes.Status503ServiceUnavailable;
}
