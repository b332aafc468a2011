using FourRunr.Contracts;
using FourRunr.Documents;
using Xunit;

namespace FourRunr.Shared.Tests.Documents;

public sealed class StrictJsonTests
{
    private static readonly byte[] StringOfOtherBytes = [.. "{\"a\":\""u8, 0xff, .. "\"}"u8];
    private static readonly byte[] OtherBytesOutside = [.. "{\"a\":"u8, 0xff, .. "}"u8];

    private static readonly byte[] NameOfOtherBytes = [.. "{\""u8, 0xff, .. "\":1,\"b\":2}"u8];

    public static TheoryData<byte[]> NotUtf8 => new(StringOfOtherBytes, OtherBytesOutside, NameOfOtherBytes);

    [Theory]
    [InlineData("""{"a":[1,"\ud83d\ude00",null]}""")]
    [InlineData("\ufeff[true]")]
    [InlineData("1")]
    public void TryRead_GoodJson_GivesTheValue(string json)
    {
        Assert.True(StrictJson.TryRead(Encoding.UTF8.GetBytes(json), out var value, out var error));

        Assert.Null(error);
        Assert.Equal(json.TrimStart('\ufeff'), value.GetRawText());
        Assert.True(StrictJson.IsUnicode(value));
    }

    [Theory]
    [InlineData("", JsonReadErrorKind.Syntax)]
    [InlineData("{", JsonReadErrorKind.Syntax)]
    [InlineData("{} {}", JsonReadErrorKind.Syntax)]
    [InlineData("{} // comment", JsonReadErrorKind.Syntax)]
    [InlineData("""{"a":{"b":1,"b":2}}""", JsonReadErrorKind.Syntax)]
    [InlineData("""{"\ud800":1,"b":2}""", JsonReadErrorKind.PropertyName)]
    public void TryRead_BrokenRule_NamesIt(string json, JsonReadErrorKind kind)
    {
        Assert.False(StrictJson.TryRead(Encoding.UTF8.GetBytes(json), out _, out var error));

        Assert.Equal(kind, error.Kind);
        Assert.ThrowsAny<JsonException>(() => StrictJson.Read(Encoding.UTF8.GetBytes(json)));
    }

    [Theory, MemberData(nameof(NotUtf8))]
    public void TryRead_OtherBytes_AreAnotherEncoding(byte[] json)
    {
        Assert.False(StrictJson.TryRead(json, out _, out var error));

        Assert.Equal(JsonReadErrorKind.Encoding, error.Kind);
        Assert.ThrowsAny<JsonException>(() => StrictJson.Read(json));
    }

    [Theory]
    [InlineData(GatewayJson.MaxDepth)]
    [InlineData(3)]
    public void TryRead_Depth_IsBounded(int depth)
    {
        Assert.True(StrictJson.TryRead(Nested(depth), out _, out _, depth));
        Assert.False(StrictJson.TryRead(Nested(depth + 1), out _, out _, depth));
    }

    [Theory]
    [InlineData("""{"a":["\ud800"]}""")]
    [InlineData("""{"a":{"\uDC00":1}}""")]
    public void Read_HalfOfASurrogatePair_IsRefused(string json)
    {
        if (StrictJson.TryRead(Encoding.UTF8.GetBytes(json), out var value, out _))
        {
            Assert.False(StrictJson.IsUnicode(value));
        }

        Assert.IsType<InvalidOperationException>(
            Assert.ThrowsAny<JsonException>(() => StrictJson.Read(Encoding.UTF8.GetBytes(json))).InnerException);
    }

    private static byte[] Nested(int depth) => Encoding.ASCII.GetBytes($"{new string('[', depth)}{new string(']', depth)}");
}
