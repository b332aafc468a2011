using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Shared.Tests.Http;

public sealed class ErrorAnswerTests
{
    [Fact]
    public async Task Get_HandlerThrows_InternalErrorWithoutItsText()
    {
        await using var service = await TinyService.StartAsync();

        using var response = await service.Client.GetAsync("/mistake");

        await response.MustBeAsync(GatewayErrors.Internal);
        Assert.DoesNotContain(TinyService.ExceptionText, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/no-storage")]
    [InlineData("/no-dependency")]
    public async Task Get_SomethingIsAway_UnavailableWithRetryAfter(string path)
    {
        await using var service = await TinyService.StartAsync();

        using var response = await service.Client.GetAsync(path);

        var problem = await response.MustBeAsync(GatewayErrors.DependencyUnavailable);
        Assert.DoesNotContain(TinyService.ExceptionText, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, problem.RetryAfterSeconds);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Get_NothingThere_NotFound()
    {
        await using var service = await TinyService.StartAsync();

        using var response = await service.Client.GetAsync("/nothing");

        await response.MustBeAsync(GatewayErrors.NotFound);
    }

    [Fact]
    public async Task Delete_OtherMethodOnly_MethodNotAllowedWithAllow()
    {
        await using var service = await TinyService.StartAsync();

        using var response = await service.Client.DeleteAsync("/things");

        await response.MustBeAsync(GatewayErrors.MethodNotAllowed);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Get_PathParameterOfWrongType_BadRequest()
    {
        await using var service = await TinyService.StartAsync();

        using var response = await service.Client.GetAsync("/things/seven");

        await response.MustBeAsync(GatewayErrors.BodyInvalid);
    }

    [Theory]
    [InlineData(new string[0], "token_missing", "Bearer")]
    [InlineData(new[] { "Bearer" }, "token_invalid", "Bearer error=\"invalid_token\"")]
    [InlineData(new[] { "Bearer nobody" }, "token_invalid", "Bearer error=\"invalid_token\"")]
    [InlineData(new[] { "Basic bm9ib2R5" }, "token_invalid", "Bearer error=\"invalid_token\"")]
    [InlineData(new[] { "Bearer a", "Bearer b" }, "token_invalid", "Bearer error=\"invalid_token\"")]
    public async Task Get_NoGoodCredential_UnauthorizedWithChallenge(string[] headers, string code, string challenge)
    {
        await using var service = await TinyService.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admins");
        request.Headers.TryAddWithoutValidation("Authorization", headers);

        using var response = await service.Client.SendAsync(request);

        await response.MustBeAsync(GatewayErrors.ByCode[code]);
        Assert.Equal(challenge, response.Headers.WwwAuthenticate.ToString());
    }
}
