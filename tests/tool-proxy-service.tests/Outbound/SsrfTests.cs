using FourRunr.Contracts;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tools;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Outbound;

/// <summary>Whatever an agent asks for, however it is spelled and whatever names and redirects lead to: nobody connects to the forbidden listener.</summary>
public sealed class SsrfTests(SmallInternet internet) : IClassFixture<SmallInternet>, IDisposable
{
    private readonly int _before = internet.Forbidden.Accepted;
    private readonly ServiceProvider _gateway = internet.Gateway();

    public void Dispose()
    {
        _gateway.Dispose();
        Assert.Equal(_before, internet.Forbidden.Accepted);
    }

    [Theory, MemberData(nameof(SsrfCases.Urls), MemberType = typeof(SsrfCases))]
    public async Task Fetch_ForbiddenUrl_RefusedWithoutConnection(string template)
    {
        var url = ForbiddenUrl(template);

        MustBeRefused(await SmallInternet.FetchAsync(_gateway, url));

        // Behind the parameters' rules stands the guard, which does not rely on them.
        if (Uri.TryCreate(url, UriKind.Absolute, out var parsed))
        {
            var sent = await _gateway.GetRequiredService<OutboundHttp>().SendAsync(OutboundRequest.Get(parsed), CancellationToken.None);
            Assert.Equal(OutboundError.TargetRefused, Assert.IsType<OutboundResult.Failure>(sent).Fault);
        }
    }

    [Theory, MemberData(nameof(SsrfCases.Answers), MemberType = typeof(SsrfCases))]
    public async Task Fetch_NameLeadsInside_RefusedWithoutConnection(string answer)
    {
        internet.Names.Say("inner.evil.example.net", "127.0.0.1");
        internet.Names.Say("chain1.evil.example.net", "=chain2.evil.example.net");
        internet.Names.Say("chain2.evil.example.net", "=inner.evil.example.net");
        internet.Names.Say("metadata.google.internal", "169.254.169.254");
        internet.Names.Say("localhost", "127.0.0.1 ::1");
        internet.Names.Say("evil.example.net", answer);
        // An address that is good in itself would be answered.
        internet.Site.Answer = context => context.Response.WriteAsync("public");

        var refusal = MustBeRefused(await SmallInternet.FetchAsync(_gateway, ForbiddenUrl("http://evil.example.net:{port}/")));

        Assert.Equal(GatewayErrors.GuardDenied, refusal.Why.Kind);
        // Where the name leads is nobody's business.
        Assert.DoesNotContain(answer.Split(' ')[^1], refusal.Why.Detail + refusal.Why.HowToFix, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(SsrfCases.Redirects), MemberType = typeof(SsrfCases))]
    public async Task Fetch_RedirectToForbidden_RefusedAfterOneRequest(string template, int status)
    {
        var asked = 0;
        internet.Site.Answer = context =>
        {
            asked++;
            context.Response.StatusCode = status;
            context.Response.Headers.Location = ForbiddenUrl(template);
            return Task.CompletedTask;
        };

        MustBeRefused(await SmallInternet.FetchAsync(_gateway, $"http://{SmallInternet.PublicHost}/"));

        Assert.Equal(1, asked);
    }

    [Fact]
    public void Suite_Cases_AreAtLeast150() =>
        Assert.True(SsrfCases.Urls.Count + SsrfCases.Answers.Count + SsrfCases.Redirects.Count >= 150);

    private string ForbiddenUrl(string template) =>
        template.Replace("{port}", internet.Forbidden.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static ToolResult.Failure MustBeRefused(ToolResult result)
    {
        var failure = Assert.IsType<ToolResult.Failure>(result);
        Assert.True(failure.Why.Kind == GatewayErrors.GuardDenied || failure.Why.Kind == GatewayErrors.ParamsInvalid, failure.Why.ToString());
        Assert.False(failure.IsTransient);
        if (failure.Why.Kind == GatewayErrors.GuardDenied)
        {
            Assert.Equal(OutboundFailureMapper.Rule, failure.Why.Rule);
            Assert.NotNull(failure.Why.HowToFix);
        }

        return failure;
    }
}
