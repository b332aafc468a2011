using FourRunr.Contracts;
using FourRunr.ToolProxy.BuiltInTools.HttpFetch;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Tests.Outbound;
using FourRunr.ToolProxy.Tools;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools.HttpFetch;

public sealed class FetchRedirectTests : FetchedSite
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Get_Redirects_ThreeAreFollowed(int redirects)
    {
        Internet.Site.Answer = context =>
        {
            var step = context.Request.Path == "/" ? 0 : int.Parse(context.Request.Path.Value!.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
            if (step < redirects)
            {
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = $"{step + 1}";
            }

            return Task.CompletedTask;
        };

        var result = await SmallInternet.FetchAsync(Gateway, Url);

        Assert.Equal(Math.Min(redirects, 3) + 1, Internet.Site.Received.Count);
        if (redirects <= 3)
        {
            Assert.Equal(redirects == 0 ? Url : $"{Url}{redirects}", Assert.IsType<ToolResult.Success>(result).Data!["url"]!.GetValue<string>());
        }
        else
        {
            Assert.True(result is ToolResult.Failure { IsTransient: false } failure && failure.Why.Kind == GatewayErrors.UpstreamFailed);
        }
    }

    [Theory]
    [InlineData("http://other.example.net/", false)]
    [InlineData("http://site.example.net:8000/", false)]
    [InlineData("http://SITE.example.net:80/next", true)]
    [InlineData("/next", true)]
    public async Task Get_RedirectToAnotherOrigin_CredentialsStayBehind(string location, bool kept)
    {
        Internet.Names.Say("other.example.net", SmallInternet.PublicAddress);
        Internet.Site.Answer = context =>
        {
            if (Internet.Site.Received.Count == 1)
            {
                context.Response.StatusCode = 307;
                context.Response.Headers.Location = location;
            }

            return Task.CompletedTask;
        };

        await SmallInternet.FetchAsync(
            Gateway, Url, more: new { headers = new Dictionary<string, string> { ["X-Api-Key"] = "k", ["Cookie"] = "c", ["X-Custom"] = "v", ["Accept-Language"] = "de" } });

        Assert.Equal(2, Internet.Site.Received.Count);
        var headers = Internet.Site.Received.Last().Headers;
        Assert.Equal((kept, kept, kept, true), (headers.ContainsKey("X-Api-Key"), headers.ContainsKey("Cookie"), headers.ContainsKey("X-Custom"), headers.ContainsKey("Accept-Language")));
    }

    [Fact]
    public async Task Get_RedirectThatThePolicyRefuses_EndsWithThePolicysRefusal()
    {
        Internet.Names.Say("other.example.net", SmallInternet.PublicAddress);
        Internet.Site.Answer = context =>
        {
            context.Response.Redirect("http://other.example.net/");
            return Task.CompletedTask;
        };
        var refusal = new Refusal(GatewayErrors.GuardDenied, "The host is blocked.") { Rule = "guards.blocked_domains other.example.net" };

        var result = await SmallInternet.FetchAsync(Gateway, Url, checkUrl: url => url.Host == "other.example.net" ? refusal : null);

        Assert.Same(refusal, Assert.IsType<ToolResult.Failure>(result).Why);
        Assert.Single(Internet.Site.Received);
    }

    [Fact]
    public void Next_FromHttpsToHttp_Refused()
    {
        Assert.NotNull(LiveHttpFetch.Next(new Uri("https://example.net/a"), "http://example.net/a", out _));
        Assert.Null(LiveHttpFetch.Next(new Uri("http://example.net/a"), "https://example.net/a", out _));
        Assert.Null(LiveHttpFetch.Next(new Uri("https://example.net/a"), "//example.org/b", out var next));
        Assert.Equal("https://example.org/b", next!.AbsoluteUri);
    }

    [Theory]
    [InlineData("http://يa/")]
    [InlineData("//xn--a-ä.pt/")]
    [InlineData("http://look־out.net/")]
    [InlineData("http://xn--tešla/")]
    [InlineData("http://xn--a/")]
    [InlineData("http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example/")]
    public void Next_ToAHostThatIsNone_Refused(string location)
    {
        Assert.NotNull(LiveHttpFetch.Next(new Uri("http://example.net/a"), location, out var next));
        Assert.Null(next);
    }

    [Theory]
    [InlineData("http://SITE.example.net./x")]
    [InlineData("http://site。example。net/x")]
    [InlineData("http://ｓｉｔｅ.example.net/x")]
    public async Task Get_HostInAnotherSpelling_IsAskedInTheOneThatWasChecked(string url)
    {
        var result = Assert.IsType<ToolResult.Success>(await SmallInternet.FetchAsync(Gateway, url));

        Assert.Equal($"{Url}x", result.Data!["url"]!.GetValue<string>());
        Assert.Equal(SmallInternet.PublicHost, Internet.Site.Received.Single().Headers["Host"]);
    }
}
