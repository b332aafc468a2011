using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Shared.Tests.Http;

/// <summary>Headers with bytes that are no visible ASCII.</summary>
public sealed class HeaderBytesTests
{
    public static TheoryData<char> Bytes => ['\u0001', '\u007f', '\u0080', '\u00e9', '\u00ff'];

    [Theory, MemberData(nameof(Bytes))]
    public async Task Get_CredentialWithOddByte_Unauthorized(char odd)
    {
        await using var service = await TinyService.StartAsync();

        var answer = await RawHttp.SendAsync(service.Url, $"GET /admins HTTP/1.1\nAuthorization: Bearer a{odd}b");

        answer.MustBe(GatewayErrors.TokenInvalid);
    }

    [Theory, MemberData(nameof(Bytes))]
    public async Task Get_HeaderThatNobodyReads_DoesNoHarm(char odd)
    {
        await using var service = await TinyService.StartAsync();

        var answer = await RawHttp.SendAsync(service.Url, $"GET /things/1 HTTP/1.1\nX-City: S{odd}o Paulo\nCookie: a={odd}");

        Assert.Equal(200, answer.Status);
    }

    [Theory, MemberData(nameof(Bytes))]
    public async Task Get_CorrelationIdWithOddByte_IsReplaced(char odd)
    {
        await using var service = await TinyService.StartAsync();

        var answer = await RawHttp.SendAsync(service.Url, $"GET /things/1 HTTP/1.1\nX-Correlation-Id: a{odd}b");

        Assert.Matches("X-Correlation-Id: [0-9a-f]{32}", answer.Head);
    }

    [Theory, MemberData(nameof(Bytes))]
    public async Task Post_ContentTypeWithOddByte_UnsupportedMediaType(char odd)
    {
        await using var service = await TinyService.StartAsync();

        var answer = await RawHttp.SendAsync(
            service.Url, $"POST /things HTTP/1.1\nContent-Type: application/json{odd}\nContent-Length: 12", """{"name":"a"}""");

        answer.MustBe(GatewayErrors.MediaTypeUnsupported);
    }
}
