using System.Buffers.Text;
using FourRunr.Hosting.Secrets;
using Xunit;

namespace FourRunr.Shared.Tests.Secrets;

public sealed class CredentialShapeTests
{
    [Fact]
    public void MayBeOurs_RandomSecrets_AreSeenAlone_AndInsideOfATextToo()
    {
        // The same every time: one of some 100,000 secrets looks like words.
        var random = new Random(1);
        var bytes = new byte[32];
        for (var i = 0; i < 2000; i++)
        {
            random.NextBytes(bytes);
            var secret = Base64Url.EncodeToString(bytes);

            Assert.True(CredentialShape.MayBeOurs(secret), secret);
            Assert.True(CredentialShape.MayBeOurs($"call-1.{secret}.retry"), secret);
        }
    }

    [Theory]
    [InlineData("4rop_abc")]
    [InlineData("key.4rop_abc")]
    [InlineData("eyJhbGciOiJIUzI1NiIsImtpZCI6Im1hYyJ9.ZXlKaGJHY2lPaUpTVTBFdFQwRkZVQzB5TlRZ.c2ln")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9")]
    [InlineData("token.eyJhbGciOiJIUzI1NiJ9")]
    public void IsOurs_Shape_IsSeen(string text) => Assert.True(CredentialShape.IsOurs(text));

    [Theory]
    [InlineData("a")]
    [InlineData("Order-17.retry_2")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("550E8400-E29B-41D4-A716-446655440000")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000_550e8400-e29b-41d4-a716-446655440001")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("01ARZ3NDEKTSV4RRFFQ69G5FAV")]
    [InlineData("1srOrx2ZWZBpBUvZwXKQmoEYga2")]
    [InlineData("order-service.checkout-2026-11-30T10-00-00-customer-1234567")]
    [InlineData("OrderService-CheckoutRequest-Retry-Number-Seventeen-Of-Today")]
    public void MayBeOurs_OrdinaryId_IsNone(string id) => Assert.False(CredentialShape.MayBeOurs(id));
}
