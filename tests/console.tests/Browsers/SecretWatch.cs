using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.Browsers;

/// <summary>Everything that a browser gets from the console, sends to it and keeps, to look for secrets in it.</summary>
internal sealed class SecretWatch
{
    private readonly List<(string Where, byte[] Bytes)> _seen = [];
    private readonly List<(string Where, Task<byte[]> Body)> _bodies = [];

    /// <summary>From now on.</summary>
    public static SecretWatch Of(IPage page)
    {
        var watch = new SecretWatch();
        page.WebSocket += (_, socket) =>
        {
            socket.FrameReceived += (_, frame) => watch.Take("a message of the console", frame);
            socket.FrameSent += (_, frame) => watch.Take("a message of the page", frame);
        };
        page.Response += (_, answer) =>
        {
            if (answer.Request.ResourceType is "document" or "fetch" or "xhr" && answer.Status == 200)
            {
                lock (watch._seen)
                {
                    watch._bodies.Add((answer.Url, answer.BodyAsync()));
                }
            }
        };
        return watch;
    }

    /// <summary>Looks at what the page shows and keeps now, too.</summary>
    public async Task LookAsync(IPage page)
    {
        Take("the page", await page.ContentAsync());
        var stored = await page.EvaluateAsync<string>("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])");
        Take("the browser's storage", stored);
        foreach (var cookie in await page.Context.CookiesAsync())
        {
            Take($"the cookie {cookie.Name}", cookie.Value);
        }
    }

    /// <param name="known">A text that does pass by, so that a watch that sees nothing fails.</param>
    public async Task AssertNoneAsync(string known, params IEnumerable<string> secrets)
    {
        (string Where, Task<byte[]> Body)[] bodies;
        lock (_seen)
        {
            bodies = [.. _bodies];
        }

        foreach (var (where, body) in bodies)
        {
            try
            {
                Take(where, Encoding.UTF8.GetString(await body));
            }
            catch (PlaywrightException)
            {
                // The page was left before all of it came.
            }
        }

        (string, byte[])[] seen;
        lock (_seen)
        {
            seen = [.. _seen];
        }

        Assert.Contains(seen, one => one.Item1 == "a message of the console" && Holds(one.Item2, known));
        Assert.Contains(seen, one => one.Item1 == "a message of the page");
        Assert.Empty(secrets.SelectMany(secret => seen.Where(one => Holds(one.Item2, secret)).Select(one => $"{secret[..4]}… in {one.Item1}")).Distinct());
    }

    private static bool Holds(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    private void Take(string where, IWebSocketFrame frame) => Take(where, frame.Binary ?? Encoding.UTF8.GetBytes(frame.Text ?? ""));

    private void Take(string where, string text) => Take(where, Encoding.UTF8.GetBytes(text));

    private void Take(string where, byte[] bytes)
    {
        lock (_seen)
        {
            _seen.Add((where, bytes));
        }
    }
}
