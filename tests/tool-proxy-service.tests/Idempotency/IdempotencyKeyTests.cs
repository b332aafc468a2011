using FourRunr.Contracts;
using FourRunr.ToolProxy.Idempotency;
using FourRunr.ToolProxy.Refusals;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Idempotency;

public sealed class IdempotencyKeyTests
{
    public static TheoryData<string, string> Good => new()
    {
        { "abc", "abc" },
        { "8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324" },
        { "\"abc\"", "abc" },
        { """
          "a\"b\\c"
          """, "a\"b\\c" },
        { "a\"b\\c", "a\"b\\c" },
        { "!~", "!~" },
        { new string('k', 255), new string('k', 255) },
        { $"\"{new string('k', 255)}\"", new string('k', 255) },
    };

    public static TheoryData<string> Bad =>
    [
        "", " ", "a b", "\"a b\"", "\t", "é", "\"\"", "\"", "\"abc", "\"abc\";x=1", "\"a\"b\"", "\"a\\b\"", "\"a\\\"", "a\u007f",
        new string('k', 256), $"\"{new string('k', 256)}\"",
    ];

    [Theory, MemberData(nameof(Good))]
    public void Read_VisibleAscii_IsTheKey(string header, string key) => Assert.Equal((key, null), Read(header));

    [Theory, MemberData(nameof(Bad))]
    public void Read_AnythingElse_IsRefused(string header)
    {
        var (key, refusal) = Read(header);

        Assert.Null(key);
        Assert.Equal(GatewayErrors.ParamsInvalid, refusal!.Kind);
        Assert.Equal(["idempotency_key"], refusal.Errors!.Keys);
    }

    [Fact]
    public void Read_NoHeader_IsNoKey() => Assert.Equal((null, null), Read(StringValues.Empty));

    [Fact]
    public void Read_TwoHeaders_MustSayTheSame()
    {
        Assert.Equal(("abc", null), Read(new StringValues(["abc", "\"abc\""])));
        Assert.NotNull(Read(new StringValues(["abc", "abd"])).Refusal);
        Assert.NotNull(Read(new StringValues(["abc", ""])).Refusal);
    }

    private static (string? Key, Refusal? Refusal) Read(StringValues header) =>
        IdempotencyKey.Read(header).TryGet(out var key, out var refusal) ? (key, null) : (null, refusal);
}
