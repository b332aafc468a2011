using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Shared.Tests.Http;

public sealed class StrictBodyTests
{
    private const int MiB = 1024 * 1024;

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"thing\"")]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("""{"name": "a"} {"name": "b"}""")]
    [InlineData("""{"name": "a",}""")]
    [InlineData("""{"name": "a" /* why */}""")]
    [InlineData("""{"name": "a", "name": "b"}""")]
    [InlineData("""{"name": "a", "n\u0061me": "b"}""")]
    [InlineData("""{"name": "a", "colour": "red"}""")]
    [InlineData("""{"Name": "a"}""")]
    [InlineData("""{"count": 1}""")]
    [InlineData("""{"name": null}""")]
    [InlineData("""{"name": 1}""")]
    [InlineData("""{"name": "a", "count": "1"}""")]
    [InlineData("""{"name": "a", "count": 1.5}""")]
    [InlineData("""{"name": "a", "count": NaN}""")]
    [InlineData("""{"name": "a", "count": 99999999999999999999}""")]
    [InlineData("""{"name": "a", "data": {"x": 1, "x": 2}}""")]
    public async Task Post_NotOneStrictObject_BadRequestAndHandlerNotRun(string body)
    {
        await using var service = await TinyService.StartAsync();

        using var response = await service.Client.PostAsync("/things", Json(body));

        await AssertRefusedAsync(service, response, GatewayErrors.BodyInvalid);
    }

    [Fact]
    public async Task Post_InvalidUtf8_BadRequest()
    {
        await using var service = await TinyService.StartAsync();
        using var content = new ByteArrayContent([.. "{\"name\": \""u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var response = await service.Client.PostAsync("/things", content);

        await AssertRefusedAsync(service, response, GatewayErrors.BodyInvalid);
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    [InlineData(5000, false)]
    public async Task Post_NestedData_UpToDepth32(int levelsBelowTheObject, bool accepted)
    {
        await using var service = await TinyService.StartAsync();
        var nested = new string('[', levelsBelowTheObject) + new string(']', levelsBelowTheObject);

        using var response = await service.Client.PostAsync("/things", Json($$"""{"name": "a", "data": {{nested}}}"""));

        if (accepted)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return;
        }

        await AssertRefusedAsync(service, response, GatewayErrors.BodyInvalid);
    }

    [Theory]
    [InlineData(MiB, true, true)]
    [InlineData(MiB - 4096, false, true)] // The frames of the chunks count too.
    [InlineData(MiB + 1, true, false)]
    [InlineData(MiB + 1, false, false)]
    public async Task Post_LargeBody_UpToOneMebibyte(int bytes, bool sayLength, bool accepted)
    {
        await using var service = await TinyService.StartAsync();
        var text = """{"name": "a"}""".PadRight(bytes);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/things") { Content = Json(text) };
        request.Headers.TransferEncodingChunked = !sayLength;

        using var response = await service.Client.SendAsync(request);

        if (accepted)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return;
        }

        await AssertRefusedAsync(service, response, GatewayErrors.PayloadTooLarge);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    [InlineData(null)]
    public async Task Post_OtherContentType_UnsupportedMediaType(string? contentType)
    {
        await using var service = await TinyService.StartAsync();
        using var content = new ByteArrayContent("""{"name": "a"}"""u8.ToArray());
        content.Headers.ContentType = contentType is null ? null : new MediaTypeHeaderValue(contentType);

        using var response = await service.Client.PostAsync("/things", content);

        await AssertRefusedAsync(service, response, GatewayErrors.MediaTypeUnsupported);
    }

    [Fact]
    public async Task Post_SeveralInvalidFields_AllAreReported()
    {
        await using var service = await TinyService.StartAsync();

        using var response = await service.Client.PostAsync("/things", Json("""{"name": "", "count": 0}"""));

        var problem = await AssertRefusedAsync(service, response, GatewayErrors.BodyInvalid);
        Assert.Equal(["must not be empty"], problem.Errors!["name"]);
        Assert.Equal(["must be positive"], problem.Errors["count"]);
        Assert.Equal(2, problem.Errors.Count);
    }

    [Theory]
    [InlineData("{}", "name", "is required")]
    [InlineData("""{"name": null}""", "name", "must not be null")]
    [InlineData("""{"name": 1}""", "name", "must be a string of valid Unicode")]
    [InlineData("""{"name": "\ud800"}""", "name", "must be a string of valid Unicode")]
    [InlineData("""{"name": "a", "name": "b"}""", "name", "is there more than once")]
    [InlineData("""{"name": "a", "data": {"x": 1, "x": 2}}""", "data.x", "is there more than once")]
    [InlineData("""{"name": "a", "colour": "red"}""", "colour", "is unknown; known: name, count, data, parts, colour_of")]
    [InlineData("""{"name": "a", "it's a.b": "red"}""", "it's a.b", "is unknown; known: name, count, data, parts, colour_of")]
    [InlineData("""{"name": "a", "count": "1"}""", "count", "must be a whole number of at most 32 bits")]
    [InlineData("""{"name": "a", "count": 99999999999999999999}""", "count", "must be a whole number of at most 32 bits")]
    [InlineData("""{"name": "a", "colour_of": "blue"}""", "colour_of", "must be one of: deep_red, green")]
    [InlineData("""{"name": "a", "parts": {}}""", "parts", "must be an array")]
    [InlineData("""{"name": "a", "parts": [{"size": 1}, {"size": "x"}]}""", "parts[1].size", "must be a number")]
    [InlineData("""{"name": "a", "parts": [{"size": 1}, {"weight": "x"}]}""", "parts[1].weight", "is unknown; known: size")]
    [InlineData("""{"name": "a", "parts": [{"size": 1}, 7]}""", "parts[1]", "must be an object")]
    [InlineData("[]", "$", "must be an object")]
    public async Task Post_MemberIsWrong_IsNamedWithWhatIsWrong(string body, string member, string complaint)
    {
        await using var service = await TinyService.StartAsync();

        using var response = await service.Client.PostAsync("/things", Json(body));

        var problem = await AssertRefusedAsync(service, response, GatewayErrors.BodyInvalid);
        var (named, complaints) = Assert.Single(problem.Errors!);
        Assert.Equal((member, complaint), (named, Assert.Single(complaints)));
        Assert.Contains($"'{member}' {complaint}", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_UnknownMemberWithAnEndlessName_NameIsCut()
    {
        await using var service = await TinyService.StartAsync();

        using var response = await service.Client.PostAsync("/things", Json($$"""{"name": "a", "{{new string('x', 100_000)}}": 1}"""));

        var problem = await AssertRefusedAsync(service, response, GatewayErrors.BodyInvalid);
        Assert.InRange(Assert.Single(problem.Errors!).Key.Length, 64, 100);
        Assert.InRange(problem.Detail.Length, 64, 300);
    }

    [Fact]
    public async Task Post_WrongValue_IsNotRepeated()
    {
        await using var service = await TinyService.StartAsync();

        using var response = await service.Client.PostAsync("/things", Json("""{"name": "a", "count": "hunter2"}"""));

        Assert.DoesNotContain("hunter2", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name": "a",}""", "The JSON is malformed at line 1, byte 13.")]
    [InlineData("{\n\"name\"", "The JSON is malformed at line 2, byte 6.")]
    [InlineData("null", "The body must be one JSON object.")]
    public async Task Post_NoJson_SaysWhere(string body, string detail)
    {
        await using var service = await TinyService.StartAsync();

        using var response = await service.Client.PostAsync("/things", Json(body));

        var problem = await AssertRefusedAsync(service, response, GatewayErrors.BodyInvalid);
        Assert.Equal(detail, problem.Detail);
        Assert.Null(problem.Errors);
    }

    [Fact]
    public async Task Post_GoodBody_HandlerRuns()
    {
        await using var service = await TinyService.StartAsync();

        using var response = await service.Client.PostAsync("/things", Json("""{"name": "a", "count": 9}"""));

        Assert.Equal("a", await response.Content.ReadFromJsonAsync<string>());
        Assert.Equal(1, service.Handled);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<Problem> AssertRefusedAsync(TinyService service, HttpResponseMessage response, ErrorKind kind)
    {
        var problem = await response.MustBeAsync(kind);
        Assert.Equal(0, service.Handled);
        return problem;
    }
}
