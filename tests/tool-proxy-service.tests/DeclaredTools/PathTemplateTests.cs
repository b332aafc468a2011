using FourRunr.ToolProxy.DeclaredTools.Templates;
using FourRunr.ToolProxy.Schemas;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

/// <summary>What an agent can do to the path of a request: nothing but fill its segment.</summary>
public sealed class PathTemplateTests
{
    [Theory]
    [InlineData("Berlin", "/v1/cities/Berlin/weather")]
    [InlineData("São Paulo", "/v1/cities/S%C3%A3o%20Paulo/weather")]
    [InlineData("a/b", "/v1/cities/a%2Fb/weather")]
    [InlineData("a?b=c", "/v1/cities/a%3Fb%3Dc/weather")]
    [InlineData("a#b", "/v1/cities/a%23b/weather")]
    [InlineData("user@evil.test", "/v1/cities/user%40evil.test/weather")]
    [InlineData("//evil.test", "/v1/cities/%2F%2Fevil.test/weather")]
    [InlineData("http://evil.test/", "/v1/cities/http%3A%2F%2Fevil.test%2F/weather")]
    [InlineData("a%2Fb", "/v1/cities/a%252Fb/weather")]
    [InlineData("...", "/v1/cities/.../weather")]
    [InlineData("a..b", "/v1/cities/a..b/weather")]
    [InlineData("日本", "/v1/cities/%E6%97%A5%E6%9C%AC/weather")]
    [InlineData("a+b&c;d", "/v1/cities/a%2Bb%26c%3Bd/weather")]
    [InlineData("{other}", "/v1/cities/%7Bother%7D/weather")]
    public async Task Request_ParameterInPath_StaysOneSegment(string city, string path)
    {
        await using var api = await ApiUnderTest.StartAsync();
        api.Server.Answer = context => context.Response.Body.WriteAsync(Array.Empty<byte>()).AsTask();

        await api.CallAsync(Definitions.OneAction("""
                method: GET
                path: /cities/{city}/weather
                parameters: {properties: {city: {type: string}}, required: [city]}
            """), JsonSerializer.Serialize(new { city }));

        // The stand-in shows the path decoded; the raw target is what counts.
        Assert.Equal(path, api.Only.Target);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../admin")]
    [InlineData("..\\admin")]
    [InlineData("a/../b")]
    [InlineData("a/..")]
    [InlineData("./x")]
    [InlineData("..;/admin")]
    [InlineData("%2e%2e")]
    [InlineData("%2E%2E%2Fadmin")]
    [InlineData("..%2fadmin")]
    [InlineData("..%5cadmin")]
    [InlineData("%252e%252e%252fadmin")]
    [InlineData("%25252e%25252e")]
    [InlineData("%252525252525252e")]
    [InlineData("a\u0000b")]
    [InlineData("a\r\nHost: evil.test")]
    [InlineData("a\tb")]
    [InlineData("\u0085")]
    public void Check_WayOutOfTheSegment_Refused(string city)
    {
        var errors = new ParameterErrors();
        using var parameters = JsonDocument.Parse(JsonSerializer.Serialize(new { city }));

        PathTemplate.Parse("/cities/{city}").Value!.Check(parameters.RootElement, errors);

        Assert.Equal(["city"], errors.ToDictionary().Keys);
    }

    [Theory]
    [InlineData(".", ".")]
    [InlineData("%2", "e%2e")]
    public void Check_TwoParametersThatMakeDotsTogether_Refused(string a, string b)
    {
        var errors = new ParameterErrors();
        using var parameters = JsonDocument.Parse(JsonSerializer.Serialize(new { a, b }));

        PathTemplate.Parse("/x/{a}{b}").Value!.Check(parameters.RootElement, errors);

        Assert.True(errors.Any);
    }

    [Theory]
    [InlineData("a{{b}}c", "{}", "a{b}c")]
    [InlineData("{x}-{y}", """{"x":1.50,"y":true}""", "1.50-true")]
    [InlineData("{x}", """{"x":null}""", null)]
    [InlineData("{x}", "{}", null)]
    [InlineData("{x}", """{"x":["a"]}""", null)]
    public void Render_Text_PlainOrNothing(string template, string parameters, string? expected)
    {
        using var json = JsonDocument.Parse(parameters);

        Assert.Equal(expected, TextTemplate.Parse(template).Value!.Render(json.RootElement));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("{}")]
    [InlineData("{a{b}}")]
    [InlineData("a}b")]
    [InlineData("{{{a")]
    public void Parse_StrayBrace_Refused(string text) => Assert.NotNull(TextTemplate.Parse(text).Error);
}
