using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.WebConsole.Tests.Browsers;
using FourRunr.WebConsole.Tests.Pages;
using FourRunr.WebConsole.Tests.Tools;
using Microsoft.AspNetCore.Components;
using Xunit;

namespace FourRunr.WebConsole.Tests.Roles;

/// <summary>Every page as an admin, an approver, an auditor, a stranger and a page of another origin meet it: pages hide what the services refuse.</summary>
public sealed partial class RoleMatrixTests(Browser browser) : IClassFixture<Browser>, IAsyncLifetime
{
    /// <summary>What can be pressed or written, and links that lead to pages for admins; boxes of a form belong to its button.</summary>
    private const string FindControls = """
        admins => [...document.querySelectorAll('main button, main a.mud-button-root, main input[type=file], main textarea.code, main a')]
          .filter(one => !one.closest('[aria-hidden=true]') && (one.tagName !== 'BUTTON' || one.tabIndex >= 0))
          .filter(one => one.tagName !== 'A' || one.classList.contains('mud-button-root') || admins.includes(one.getAttribute('href').split('?')[0]))
          .map(one => (one.getAttribute('aria-label') || (one.labels?.[0] ?? one).textContent).trim())
        """;

    private const float Rest = 200;
    private const int MostTries = 100;

    private ChangingMcpServer _mcp = null!;
    private ConsoleGateway _gateway = null!;
    private OperatorResponse _auditor = null!;
    private OperatorResponse _approver = null!;
    private IReadOnlyList<ShownPage> _pages = [];

    public async ValueTask InitializeAsync()
    {
        _mcp = await ChangingMcpServer.StartAsync("Finds notes.");
        _gateway = await ConsoleGateway.StartAsync(settings: [$"--OUTBOUND_ALLOWED_TARGETS=127.0.0.1:{_mcp.Url.Port}"]);
        var data = await SampleData.MakeAsync(_gateway);
        _auditor = await _gateway.PostAsync<OperatorResponse>("/v1/operators", new CreateOperatorRequest("auditor", OperatorRole.Auditor));
        _approver = await _gateway.PostAsync<OperatorResponse>("/v1/operators", new CreateOperatorRequest("approver", OperatorRole.Approver));
        var suspended = await _gateway.PostAsync<AgentResponse>("/v1/agents", new CreateAgentRequest("suspended", "scraper"));
        await _gateway.PostAsync<KillSwitchResponse>("/v1/revocations", new KillSwitchRequest("test", suspended.AgentId, Suspend: true));
        await _gateway.PostAsync<CredentialResponse>("/v1/admin/credentials", new StoreCredentialRequest("serpapi", "the second"));
        using var changed = await _gateway.Operator.PutAsJsonAsync(
            $"/v1/policies/{data.PolicyId}", new PolicyRequest("market research", new PolicySpec { Scopes = ["serpapi:search"] }, AgentId: data.AgentId), GatewayJson.Tolerant);
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());
        await _gateway.PostAsync<DeclaredToolResponse>("/v1/admin/tools", new JsonObject { ["tool"] = "notes", ["mcp"] = new JsonObject { ["url"] = _mcp.Url.ToString() } });
        await Eventually.TrueAsync(
            async () => (await _gateway.Operator.GetAsync<McpServerListResponse>("/v1/admin/mcp-servers")).Items is [{ Tools.Count: > 0 }], "the server was asked");
        _pages =
        [
            .. ShownPages.Of(data),
            new("suspended-agent", "/agents/{AgentId}", $"agents/{suspended.AgentId}", "suspended"),
            new("mcp-server", "/tools/{Tool}", "tools/notes", "notes"),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _mcp.DisposeAsync();
    }

    [Fact]
    public async Task Page_ShowsEachRoleWhatItMayDo_AndNothingElse()
    {
        var faults = new List<string>();
        foreach (var (role, key) in Keys())
        {
            await using var console = await ConsolePage.OpenAsync(browser, _gateway);
            await console.SignInAsync(key);
            // What approvers see elsewhere is what auditors see.
            foreach (var page in _pages.Where(page => role != OperatorRole.Approver || page.Name.StartsWith("approval", StringComparison.Ordinal)))
            {
                if (page.IsForAdmins && role != OperatorRole.Admin)
                {
                    await console.Page.GotoAsync(page.Path);
                    await console.Page.GetByLabel("Operator key").WaitForAsync();
                }
                else
                {
                    faults.AddRange(await DifferencesAsync(console, page, role));
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void EveryPage_IsInTheTable()
    {
        var routes = typeof(ConsoleService).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), inherit: false).Cast<RouteAttribute>())
            .Select(route => route.Template);

        Assert.Empty(routes.Except(_pages.Select(page => page.Route)).Except(["/sign-in", "/not-found"]));
        Assert.Empty(RoleMatrix.Controls.Select(control => control.Page).Except(_pages.Select(page => page.Name)));
    }

    [Fact]
    public async Task Operation_ThatAPageHides_IsRefusedToOthers()
    {
        var cookie = await CookieAsync();
        var faults = new List<string>();
        foreach (var (operation, allowed) in RoleMatrix.Controls.Where(control => control.Operation is not null).Select(control => (Operation: control.Operation ?? "", control.For)).DistinctBy(one => one.Operation))
        {
            async Task ExpectAsync(string who, Func<HttpStatusCode, bool> isRight, string? key = null, bool isForeignPage = false)
            {
                var status = await SendAsync(operation, key, isForeignPage ? cookie : null);
                if (!isRight(status))
                {
                    faults.Add($"{operation} answers {who} with {(int)status}.");
                }
            }

            foreach (var (role, key) in Keys())
            {
                // What is asked for does not exist, or says nothing: who may gets past the question who may.
                await ExpectAsync(
                    role.ToWire(),
                    status => allowed.Contains(role) ? status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) : status is HttpStatusCode.Forbidden,
                    key);
            }

            await ExpectAsync("somebody signed out", status => status is HttpStatusCode.Unauthorized);
            await ExpectAsync("a page of another origin", status => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, isForeignPage: true);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Pages_ForSomebodySignedOut_LeadToTheSignIn()
    {
        using var stranger = _gateway.Gateway.Proxies[0].Client();
        foreach (var page in _pages)
        {
            using var answer = await stranger.GetAsync($"/console/{page.Path}");
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.StartsWith("/console/sign-in?return=", answer.Headers.Location?.PathAndQuery, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, 101)]
    [InlineData("https://evil.example", 403)]
    public async Task WebSocket_OfAnotherOrigin_IsRefusedWithTheOperatorsCookieToo(string? origin, int expected)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.Proxy = null;
        socket.Options.SetRequestHeader("Cookie", await CookieAsync());
        socket.Options.SetRequestHeader("Origin", origin ?? _gateway.Gateway.Url.GetLeftPart(UriPartial.Authority));
        try
        {
            await socket.ConnectAsync(new UriBuilder(_gateway.Url) { Scheme = "ws", Path = "/console/_blazor" }.Uri, TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        Assert.Equal(expected, (int)socket.HttpStatusCode);
    }

    private async Task<IReadOnlyList<string>> DifferencesAsync(ConsolePage console, ShownPage page, OperatorRole role)
    {
        await console.GoToAsync(page.Path, page.Heading);
        var admins = _pages.Where(other => other.IsForAdmins).Select(other => other.Path).ToArray();
        var expected = RoleMatrix.Controls.Where(control => control.Page == page.Name && control.For.Contains(role)).Select(control => control.Name).ToHashSet();
        var main = console.Page.Locator("main");
        IReadOnlyList<string> differences;
        string shown;
        var tries = 0;
        do
        {
            // Parts of a page ask for themselves: it has come to rest when it stays the same.
            shown = await main.InnerHTMLAsync();
            await console.Page.WaitForTimeoutAsync(Rest);
            var found = (await console.Page.EvaluateAsync<string[]>(FindControls, admins)).Select(name => Particulars().Replace(name, "…")).ToHashSet();
            differences = Differences(page.Name, $"the {role.ToWire()}", found, expected);
        }
        while (++tries < MostTries && (differences.Count > 0 || shown != await main.InnerHTMLAsync()));
        return differences;
    }

    private static IReadOnlyList<string> Differences(string page, string role, HashSet<string> found, HashSet<string> expected) =>
    [
        .. found.Except(expected).Select(name => $"{page} shows {role} '{name}', which is not in the table for them."),
        .. expected.Except(found).Select(name => $"{page} does not show {role} '{name}'."),
    ];

    private async Task<HttpStatusCode> SendAsync(string operation, string? key, string? cookieOfAnotherPage)
    {
        var (method, path) = (operation.Split(' ')[0], operation.Split(' ')[1]);
        using var client = _gateway.Gateway.Proxies[0].Client();
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        if (method != "DELETE")
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (cookieOfAnotherPage is not null)
        {
            request.Headers.Add("Cookie", cookieOfAnotherPage);
            request.Headers.Add("Origin", "https://evil.example");
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private IEnumerable<(OperatorRole Role, string Key)> Keys() =>
    [
        (OperatorRole.Admin, TestSecrets.AdminKey),
        (OperatorRole.Approver, _approver.ApiKey ?? ""),
        (OperatorRole.Auditor, _auditor.ApiKey ?? ""),
    ];

    /// <summary>Of an admin's session.</summary>
    private async Task<string> CookieAsync()
    {
        await using var console = await ConsolePage.SignedInAsync(browser, _gateway);
        return string.Join("; ", (await console.Page.Context.CookiesAsync()).Select(cookie => $"{cookie.Name}={cookie.Value}"));
    }

    [GeneratedRegex(@"\b[a-z]+_[0-9a-f]{8,}\b|(?<=version )\d+")]
    private static partial Regex Particulars();
}
