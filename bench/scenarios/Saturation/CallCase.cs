using FourRunr.Bench.Scenarios.Servers;
using FourRunr.Bench.Scenarios.Wrk;

namespace FourRunr.Bench.Scenarios.Saturation;

/// <summary>One kind of call, at one system, that is measured at saturation.</summary>
/// <param name="Kind">What wrk sends: see <c>bench/wrk/calls.lua</c>.</param>
/// <param name="Tokens">Makes the file with the tokens of a round.</param>
/// <param name="Code">How every call must end.</param>
internal sealed record CallCase(MeasuredSystem System, string Name, string Kind, Func<Task<string>> Tokens, string Code)
{
    public const string CachedToken = "cached token";
    public const string StoredResult = "stored result";
    public const string Mcp = "MCP call";
    public const string Legacy = "legacy endpoint";
    public const string ColdToken = "cold token";
    public const string Denied = "denied";
    public const string RateLimited = "rate limited";
    public const string Forged = "forged token";

    public static CallCase Baseline(MeasuredSystem system, string tokens) => new(system, "call", "unique", () => Task.FromResult(tokens), "ok");

    /// <param name="unused">How many tokens that were never used a round may spend.</param>
    public static IReadOnlyList<CallCase> OfGateway(Gateway gateway, CallTokens tokens, int unused) =>
    [
        new(gateway, CachedToken, "unique", () => Task.FromResult(tokens.Allowed), "ok"),
        new(gateway, StoredResult, "stored", () => Task.FromResult(tokens.Allowed), "ok"),
        new(gateway, Mcp, "mcp", () => Task.FromResult(tokens.Allowed), "ok"),
        new(gateway, Legacy, "legacy", () => Task.FromResult(tokens.Allowed), "ok"),
        new(gateway, ColdToken, "cold", () => tokens.IssueUnusedAsync(unused), "ok"),
        new(gateway, Denied, "unique", () => Task.FromResult(tokens.Denied), "scope_denied"),
        new(gateway, RateLimited, "unique", () => Task.FromResult(tokens.Limited), "rate_limited"),
        new(gateway, Forged, "forged", () => Task.FromResult(tokens.Allowed), "token_invalid"),
    ];

    /// <summary>The connections are as many for every case and system.</summary>
    public WrkLoad Load(string tokens, int connections, TimeSpan length) => new(System.Url, Kind, tokens, connections, length);
}
