using FourRunr.Contracts;
using FourRunr.ToolProxy.Idempotency;
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
    public void Read_VisibleAscii_IsTheKey(string header, string key) => Assert.Equal((key, null), IdempotencyKey.Read(header));

    [Theory, MemberData(nameof(Bad))]
    public void Read_AnythingElse_IsRefused(string header)
    {
        var (key, refusal) = IdempotencyKey.Read(header);

        Assert.Null(key);
        Assert.Equal(GatewayErrors.ParamsInvalid, refusal!.Kind);
        Assert.Equal(["idempotency_key"], refusal.Errors!.Keys);
    }

    [Fact]
    public void Read_NoHeader_IsNoKey() => Assert.Equal((null, null), IdempotencyKey.Read(StringValues.Empty));

    [Fact]
    public void Read_TwoHeaders_MustSayTheSame()
    {
        Assert.Equal(("abc", null), IdempotencyKey.Read(new StringValues(["abc", "\"abc\""])));
        Assert.NotNull(IdempotencyKey.Read(new StringValues(["abc", "abd"])).Refusal);
        Assert.NotNull(IdempotencyKey.Read(new StringValues(["abc", ""])).Refusal);
    }
}
