using FourRunr.Documents;
using Xunit;

namespace FourRunr.Shared.Tests.Documents;

public sealed class WholeNumbersTests
{
    [Theory]
    [InlineData("60", 60L)]
    [InlineData("60.0", 60L)]
    [InlineData("6e1", 60L)]
    [InlineData("-0", 0L)]
    [InlineData("0.6E2", 60L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808.000", long.MinValue)]
    [InlineData("60.5", null)]
    [InlineData("1e-1", null)]
    [InlineData("9223372036854775808", null)]
    [InlineData("1e400", null)]
    [InlineData("1.00000000000000000000000000000000000000001", null)]
    public void TryRead_Number_WholeOrNot(string text, long? expected)
    {
        long? read = WholeNumbers.TryRead(Encoding.UTF8.GetBytes(text), out var value) ? value : null;
        var options = new JsonSerializerOptions();
        RequestConverters.AddTo(options.Converters);

        Assert.Equal(expected, read);
        Assert.Equal(expected, Try(() => JsonSerializer.Deserialize<long?>(text, options)));
        Assert.Equal(expected is >= int.MinValue and <= int.MaxValue ? expected : null, Try(() => JsonSerializer.Deserialize<int?>(text, options)));
    }

    private static long? Try(Func<long?> read)
    {
        try
        {
            return read();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
