using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Idempotency;

/// <summary>The stored form of a result: the tool's answer, or the code of its refusal.</summary>
internal sealed record KeptResult
{
    /// <summary>Deeper than any answer that an adapter reads.</summary>
    private static readonly JsonSerializerOptions Format = new() { MaxDepth = 256 };

    public JsonNode? Data { get; init; }

    /// <summary>Null for a refusal.</summary>
    public string? Origin { get; init; }

    public string? Code { get; init; }

    public string? Detail { get; init; }

    public string? HowToFix { get; init; }

    public Dictionary<string, string[]>? Errors { get; init; }

    public static byte[] Write(ToolResult result) => JsonSerializer.SerializeToUtf8Bytes(
        result switch
        {
            ToolResult.Success success => new KeptResult { Data = success.Data, Origin = success.Origin },
            ToolResult.Failure { Why: var why } => new KeptResult
            {
                Code = why.Kind.Code,
                Detail = why.Detail,
                HowToFix = why.HowToFix,
                Errors = why.Errors?.ToDictionary(),
            },
            _ => throw new InvalidOperationException($"{result.GetType().Name} cannot be kept."),
        },
        Format);

    /// <exception cref="JsonException">This is not a kept result.</exception>
    public static ToolResult Read(ReadOnlySpan<byte> bytes)
    {
        var kept = JsonSerializer.Deserialize<KeptResult>(bytes, Format)!;
        if (kept.Origin is { } origin)
        {
            return new ToolResult.Success(kept.Data, origin);
        }

        var kind = GatewayErrors.ByCode.GetValueOrDefault(kept.Code ?? "") ?? throw new JsonException("A kept refusal has an unknown code.");
        return new ToolResult.Failure(new Refusal(kind, kept.Detail) { HowToFix = kept.HowToFix, Errors = kept.Errors });
    }
}
