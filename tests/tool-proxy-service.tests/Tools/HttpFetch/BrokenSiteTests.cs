using System.IO.Compression;
using FourRunr.Contracts;
using FourRunr.ToolProxy.BuiltInTools.HttpFetch;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Tests.Outbound;
using FourRunr.ToolProxy.Tools;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools.HttpFetch;

/// <summary>Sites that break, lie, hang or never end.</summary>
public sealed class BrokenSiteTests(SmallInternet internet) : IClassFixture<SmallInternet>, IDisposable
{
    private const string Url = $"http://{SmallInternet.PublicHost}/";
    private readonly ServiceProvider _gateway = internet.Gateway(("Tools:http_fetch:MaxResponseBytes", "100000"));

    public void Dispose()
    {
        internet.PublicPort = null;
        _gateway.Dispose();
    }

    [Theory]
    [InlineData("", "broke off")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "not HTTP")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", "broke off")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "broke off")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "broke off")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "broke off")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", "decompressed")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 5\r\n\r\nhello", "decompressed")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 6\r\n\r\n|hello", "decompressed")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 5\r\n\r\nhello", "decompressed")]
    public async Task Fetch_AnswerIsBroken_FailsAndMayHaveActed(string answer, string detail)
    {
        await using var site = RawSite.Saying(answer);

        var failure = await FailAsync(site);

        Assert.Equal(GatewayErrors.UpstreamFailed, failure.Why.Kind);
        Assert.Contains(detail, failure.Why.Detail, StringComparison.Ordinal);
        Assert.True(failure is { IsTransient: true, MayHaveActed: true });
        Assert.Equal(1, site.Requests);
    }

    /// <summary>The handler itself would try four times on new connections, and once more on a new one for one that was kept.</summary>
    [Theory]
    [InlineData("GET", false, 1)]
    [InlineData("POST", true, 1)]
    [InlineData("POST", false, 1)]
    [InlineData("DELETE", false, 1)]
    [InlineData("GET", false, 2)]
    [InlineData("POST", true, 2)]
    [InlineData("POST", false, 2)]
    [InlineData("DELETE", false, 2)]
    public async Task Send_ConnectionClosesUnanswered_WhatChangesSomethingIsSentOnce(string method, bool hasContent, int closesAt)
    {
        var received = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var site = RawSite.Writing(async stream =>
        {
            // The head of the first request is read already.
            for (var request = 1; ; request++)
            {
                received.Enqueue(method);
                if (request == closesAt)
                {
                    return;
                }

                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                _ = await stream.ReadAsync(new byte[4096]);
            }
        });
        internet.PublicPort = site.Port;
        var http = _gateway.GetRequiredService<OutboundHttp>();
        for (var request = 1; request < closesAt; request++)
        {
            Assert.IsType<OutboundResult.Response>(await http.SendAsync(OutboundRequest.Get(new Uri(Url)), CancellationToken.None));
        }

        var result = await http.SendAsync(
            new OutboundRequest { Method = new HttpMethod(method), Url = new Uri(Url), Content = hasContent ? () => new ByteArrayContent([]) : null },
            CancellationToken.None);

        // A kept connection may have been closed before the request came, so what changes nothing is asked once more.
        var isRepeated = method == "GET" && closesAt == 2;
        Assert.Equal(isRepeated ? null : OutboundError.BrokenOff, (result as OutboundResult.Failure)?.Fault);
        Assert.Equal(isRepeated ? 3 : closesAt, received.Count);
    }

    [Fact]
    public async Task Fetch_CompressedAnswerIsCutOff_Fails()
    {
        var whole = Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(number => $"{number * 7919} "))));
        await using var site = RawSite.Writing(async stream =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {whole.Length / 2}\r\n\r\n"));
            await stream.WriteAsync(whole.AsMemory(0, whole.Length / 2));
        });

        Assert.Contains("decompressed", (await FailAsync(site)).Why.Detail, StringComparison.Ordinal);
    }

    /// <summary>Said to be large, large without saying so, endless, and 100 MB in 100 KB.</summary>
    [Theory]
    [InlineData("length")]
    [InlineData("endless")]
    [InlineData("bomb")]
    [InlineData("headers")]
    public async Task Fetch_AnswerIsTooLarge_FailsWithoutReadingOn(string how)
    {
        var sent = 0L;
        await using var site = RawSite.Writing(async stream =>
        {
            switch (how)
            {
                case "length":
                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n"u8.ToArray());
                    _ = await stream.ReadAsync(new byte[1]);
                    break;
                case "endless":
                    await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
                    for (; ; sent += 10_000)
                    {
                        await stream.WriteAsync(new byte[10_000]);
                    }

                case "bomb":
                    var bomb = Gzip(new byte[100_000_000]);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {bomb.Length}\r\n\r\n"));
                    await stream.WriteAsync(bomb);
                    break;
                default:
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nX-Long: {new string('x', 40_000)}\r\n\r\n"));
                    break;
            }
        });
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var failure = await FailAsync(site);

        Assert.Contains("large", failure.Why.Detail, StringComparison.Ordinal);
        Assert.False(failure.IsTransient);
        Assert.InRange(sent, 0, 50_000_000);
        if (how == "length")
        {
            Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 20_000_000);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 10\r\n\r\n")]
    public async Task Fetch_SlowerThanTheCallerWaits_504ThatSaysNothingAboutTheHost(string beginning)
    {
        await using var site = RawSite.HangingAfter(beginning);
        internet.PublicPort = site.Port;

        var failure = Assert.IsType<ToolResult.Failure>(await SmallInternet.FetchAsync(_gateway, Url, more: new { timeout_ms = 150 }));

        Assert.Equal(GatewayErrors.UpstreamTimeout, failure.Why.Kind);
        Assert.True(failure is { IsTransient: false, MayHaveActed: true });
    }

    [Fact]
    public async Task Fetch_SlowerThanTheStandardLimit_504ThatCountsAgainstTheHost()
    {
        var arrived = new TaskCompletionSource();
        await using var site = RawSite.Writing(async stream =>
        {
            arrived.SetResult();
            _ = await stream.ReadAsync(new byte[1]);
        });
        internet.PublicPort = site.Port;
        var clock = new FakeTimeProvider();
        var fetch = HttpFetchTool.Actions(new LiveHttpFetch(
            _gateway.GetRequiredService<OutboundHttp>(), _gateway.GetRequiredService<PageReader>(), _gateway.GetRequiredService<IOptions<FetchOptions>>(), clock))[0];

        var call = fetch.Adapter.CallAsync(
            new ToolRequest { Action = fetch, Parameters = System.Text.Json.JsonSerializer.SerializeToElement(new { url = Url }) }, CancellationToken.None);
        await arrived.Task;
        clock.Advance(TimeSpan.FromSeconds(10));

        Assert.True(await call is ToolResult.Failure { IsTransient: true } failure && failure.Why.Kind == GatewayErrors.UpstreamTimeout);
    }

    [Fact]
    public async Task Fetch_CallerGoesAway_Cancelled()
    {
        using var caller = new CancellationTokenSource();
        await using var site = RawSite.Writing(async stream =>
        {
            await caller.CancelAsync();
            _ = await stream.ReadAsync(new byte[1]);
        });
        internet.PublicPort = site.Port;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _gateway.GetRequiredService<OutboundHttp>().SendAsync(OutboundRequest.Get(new Uri(Url)), caller.Token));
    }

    [Fact]
    public async Task Fetch_CertificateIsNotTrusted_NothingIsSentAndTheNameWasAskedFor()
    {
        await using var site = RawSite.Untrusted();
        internet.PublicPort = site.Port;

        var failure = Assert.IsType<ToolResult.Failure>(await SmallInternet.FetchAsync(_gateway, $"https://{SmallInternet.PublicHost}/"));

        Assert.Contains("certificate", failure.Why.Detail, StringComparison.Ordinal);
        Assert.False(failure.MayHaveActed);
        Assert.Equal((SmallInternet.PublicHost, 0), (site.AskedName, site.Requests));
    }

    [Fact]
    public async Task Fetch_NoServerOrNoName_NothingWasSent()
    {
        internet.Names.Say("dead.example.net", SmallInternet.DeadAddress);
        internet.Names.Say("gone.example.net", "");

        var dead = Assert.IsType<ToolResult.Failure>(await SmallInternet.FetchAsync(_gateway, "http://dead.example.net/"));
        var gone = Assert.IsType<ToolResult.Failure>(await SmallInternet.FetchAsync(_gateway, "http://gone.example.net/"));

        Assert.True(dead is { IsTransient: true, MayHaveActed: false });
        Assert.True(gone is { IsTransient: false, MayHaveActed: false });
        Assert.Equal((GatewayErrors.UpstreamFailed, GatewayErrors.UpstreamFailed), (dead.Why.Kind, gone.Why.Kind));
    }

    [Fact]
    public async Task Fetch_FirstAddressIsDead_NextIsTried()
    {
        internet.Names.Say("half.example.net", $"{SmallInternet.DeadAddress} {SmallInternet.PublicAddress}");

        Assert.IsType<ToolResult.Success>(await SmallInternet.FetchAsync(_gateway, "http://half.example.net/"));
    }

    private async Task<ToolResult.Failure> FailAsync(RawSite site)
    {
        internet.PublicPort = site.Port;
        return Assert.IsType<ToolResult.Failure>(await SmallInternet.FetchAsync(_gateway, Url));
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
