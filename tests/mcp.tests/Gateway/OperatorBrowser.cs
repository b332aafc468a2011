using System.Net;
using System.Text.RegularExpressions;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Mcp.Tests.Gateway;

/// <summary>The browser of an operator, who signs in and gives an agent to the client: follows the pages by their forms, as HTML has them.</summary>
internal static partial class OperatorBrowser
{
    /// <param name="url">What the client opened.</param>
    public static async Task GiveAgentAsync(Uri url, string agentId)
    {
#pragma warning disable RS0030 // Talks to the gateway as any outside browser would.
        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
#pragma warning restore RS0030
        using var opened = await browser.GetAsync(url);
        using var signedIn = await SubmitAsync(browser, url, opened, ("operator_key", TestSecrets.AdminKey));
        using var decided = await SubmitAsync(browser, url, signedIn, ("agent_id", agentId), ("decision", "allow"));

        Assert.Equal(HttpStatusCode.SeeOther, decided.StatusCode);
        using var atClient = await browser.GetAsync(decided.Headers.Location);
        Assert.Equal(HttpStatusCode.OK, atClient.StatusCode);
    }

    /// <summary>Sends the one form of a page, with what it holds and what the operator fills in.</summary>
    private static async Task<HttpResponseMessage> SubmitAsync(
        HttpClient browser, Uri url, HttpResponseMessage answer, params (string Name, string Value)[] filledIn)
    {
        var page = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, page);
        var action = Action().Match(page).Groups["value"].Value;
        var hidden = Hidden().Matches(page).Select(match => KeyValuePair.Create(match.Groups["name"].Value, WebUtility.HtmlDecode(match.Groups["value"].Value)));
        using var form = new HttpRequestMessage(HttpMethod.Post, new Uri(url, action))
        {
            Content = new FormUrlEncodedContent([.. hidden, .. filledIn.Select(field => KeyValuePair.Create(field.Name, field.Value))]),
        };
        form.Headers.Add("Origin", url.GetLeftPart(UriPartial.Authority));
        return await browser.SendAsync(form);
    }

    [GeneratedRegex("<form method=\"post\" action=\"(?<value>[^\"]+)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();
}
