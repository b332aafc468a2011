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
        ToolResult.Failure { Why.Kind.Status: var status } => IsTheCallersFault(status) ? Settlement.Keep : Settlement.Release,
        _ => throw new InvalidOperationException($"No settlement for {result.GetType().Name}."),
    };

    /// <summary>What was sent cannot be carried out. Everything else may be otherwise soon: a policy, a limit, a credential, the tool itself.</summary>
    private static bool IsTheCallersFault(int status) => status
        is >= 400 and < 500
        and not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests);
}
