using System.Net.Http.Json;
using System.Security.Cryptography;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.WebConsole.Tests.Browsers;
using Microsoft.Playwright;
using Xunit;

namespace FourRunr.WebConsole.Tests.NaughtyStrings;

/// <summary>
/// The strings of the Big List of Naughty Strings as names and texts: each is shown as the text that it is, or was refused with the field and
/// the rule. That nothing runs as a script is for <see cref="ConsolePage"/> to say, which fails on dialogs and violations of the policy.
/// </summary>
public sealed class NaughtyStringsTests(Browser browser) : IClassFixture<Browser>, IAsyncLifetime
{
    private const int TelephoneWidth = 390;

    private static readonly IReadOnlyList<string> Strings =
    [
        .. (JsonSerializer.Deserialize<string[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "NaughtyStrings", "blns.json"))) ?? []).Distinct(),
    ];

    private ConsoleGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await ConsoleGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task NamesOfAgents_AreTextOrRefused()
    {
        using var key = RSA.Create(2048);
        var pem = key.ExportSubjectPublicKeyInfoPem();
        var accepted = new List<string>();
        foreach (var text in Strings)
        {
            using var answer = await _gateway.Operator.PostAsJsonAsync("/v1/agents", new CreateAgentRequest(text, "scraper", PublicKeyPem: pem), GatewayJson.Tolerant);
            if (answer.IsSuccessStatusCode)
            {
                accepted.Add(text);
            }
            else
            {
                await RefusedAsync(answer, "name");
            }
        }

        await using var console = await ConsolePage.SignedInAsync(browser, _gateway);
        await console.GoToAsync("agents", "Agents");
        Assert.Equal(Sorted(accepted), await NamesAsync(console.Page, accepted.Count));
    }

    [Fact]
    public async Task NamesOfPolicies_AreTextOrRefused()
    {
        var accepted = await AcceptedAsync(Strings, async texts => await _gateway.Operator.PostAsJsonAsync(
            "/v1/policies/apply",
            new JsonObject { ["policies"] = new JsonArray([.. texts.Select(text => new JsonObject { ["name"] = text, ["role"] = "scraper", ["spec"] = new JsonObject() })]) }),
            place => $"policies[{place}].name");

        await using var console = await ConsolePage.SignedInAsync(browser, _gateway);
        await console.GoToAsync("policies", "Policies");
        // The gateway comes with some.
        string[] all = [.. accepted, "default-engager", "default-enricher", "default-scraper"];
        Assert.Equal(Sorted(all), await NamesAsync(console.Page, all.Length));
        var naughty = accepted.First(text => text.Contains("<script>", StringComparison.Ordinal));
        await console.Page.GetByRole(AriaRole.Link, new() { Name = naughty, Exact = true }).First.ClickAsync();
        await console.HeadingAsync(naughty);
    }

    [Fact]
    public async Task DescriptionsOfToolsAndParametersOfCalls_AreTextOrRefused()
    {
        await using var console = await ConsolePage.SignedInAsync(browser, _gateway);
        var number = 0;
        foreach (var some in Strings.Chunk(64))
        {
            var tool = $"naughty{++number}";
            var accepted = await AcceptedAsync(some, texts => _gateway.Operator.PostAsJsonAsync("/v1/admin/tools", Tool(tool, texts)), place => $"actions['a{place}'].description");
            await console.GoToAsync($"tools/{tool}", tool);
            await console.Page.GetByRole(AriaRole.Table, new() { Name = "Actions" }).WaitForAsync();
            var shown = await console.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('main table[aria-label=Actions] tbody tr')].map(row => row.textContent)");
            Assert.All(accepted, text => Assert.Contains(shown, row => row.Contains(text.Trim(), StringComparison.Ordinal)));
            await LayoutHoldsAsync(console.Page);
        }

        await CallWithAllAsync("naughty1");
        var calls = await _gateway.Operator.GetAsync<Page<CallRecordResponse>>("/v1/admin/calls?tool=naughty1&limit=200");
        Assert.True(calls.Items.Count > 20);
        foreach (var call in calls.Items)
        {
            await console.GoToAsync($"calls/{call.CallId}", "Call");
            var shown = JsonNode.Parse(await console.Page.GetByLabel("kept parameters").TextContentAsync() ?? "");
            Assert.True(JsonNode.DeepEquals(JsonSerializer.SerializeToNode(call.Params), shown), shown?.ToJsonString());
            await LayoutHoldsAsync(console.Page);
        }
    }

    /// <summary>Calls, refused or not, that have all strings in their parameters, as many in each as a record keeps.</summary>
    private async Task CallWithAllAsync(string tool)
    {
        var agent = await _gateway.PostAsync<AgentResponse>("/v1/agents", new CreateAgentRequest("caller", "caller"));
        await _gateway.PostAsync<PolicyResponse>("/v1/policies", new PolicyRequest("calls", new PolicySpec { Scopes = [$"{tool}:*"] }, AgentId: agent.AgentId));
        var token = await _gateway.PostAsync<TokenIssued>($"/v1/agents/{agent.AgentId}/tokens", new IssueTokenRequest(["*"], ["*"]));
        using var caller = _gateway.Gateway.Proxies[0].Client(token.Token);
        foreach (var some in Strings.Chunk(12))
        {
            using var answer = await caller.PostAsJsonAsync($"/v1/tools/{tool}/a0", new { texts = some });
            Assert.True(answer.Headers.Contains("X-Correlation-Id"));
        }
    }

    private static JsonObject Tool(string name, IReadOnlyList<string> texts) => new()
    {
        ["tool"] = name,
        ["base_url"] = "https://naughty.example.com",
        ["actions"] = new JsonObject(texts.Select((text, place) => new KeyValuePair<string, JsonNode?>($"a{place}", new JsonObject
        {
            ["method"] = "POST",
            ["path"] = "/x",
            ["description"] = text,
            ["parameters"] = new JsonObject { ["properties"] = new JsonObject { ["texts"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } } } },
            ["plain_parameters"] = new JsonArray("texts"),
        }))),
    };

    /// <summary>Sends all in one document, and again without those that it was refused for.</summary>
    /// <param name="field">Of the error, by the place of the text in the document.</param>
    private static async Task<IReadOnlyList<string>> AcceptedAsync(
        IReadOnlyList<string> texts, Func<IReadOnlyList<string>, Task<HttpResponseMessage>> send, Func<int, string> field)
    {
        using var first = await send(texts);
        if (first.IsSuccessStatusCode)
        {
            return texts;
        }

        var refused = await RefusedAsync(first);
        Assert.Empty(refused.Keys.Except(Enumerable.Range(0, texts.Count).Select(field)));
        string[] rest = [.. texts.Where((_, place) => !refused.ContainsKey(field(place)))];
        using var second = await send(rest);
        Assert.True(second.IsSuccessStatusCode, await second.Content.ReadAsStringAsync());
        return rest;
    }

    /// <returns>What is wrong with which field.</returns>
    private static async Task<IReadOnlyDictionary<string, string[]>> RefusedAsync(HttpResponseMessage answer, string? field = null)
    {
        var problem = await answer.Content.ReadFromJsonAsync<Problem>(GatewayJson.Tolerant);
        Assert.NotNull(problem);
        Assert.Equal(400, problem.Status);
        Assert.False(string.IsNullOrEmpty(problem.HowToFix));
        Assert.NotNull(problem.Errors);
        Assert.All(problem.Errors, error => Assert.All(error.Value, Assert.NotEmpty));
        Assert.True(field is null || problem.Errors.ContainsKey(field));
        return problem.Errors;
    }

    /// <summary>All names of a list, after all of it was asked for.</summary>
    private static async Task<IReadOnlyList<string>> NamesAsync(IPage page, int expected)
    {
        var rows = page.Locator("main table.list tbody tr");
        await rows.First.WaitForAsync();
        while (await rows.CountAsync() is var shown && shown < expected)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Show more" }).ClickAsync();
            await Assertions.Expect(rows.Nth(shown)).ToBeAttachedAsync();
        }

        await LayoutHoldsAsync(page);
        var elements = await page.EvaluateAsync<string[]>("[...new Set([...document.querySelectorAll('main td.name *')].map(one => one.tagName))]");
        Assert.Empty(elements.Except(["A", "BDI", "SPAN"]));
        return Sorted(await page.Locator("main tbody tr td.name:first-child").AllTextContentsAsync());
    }

    private static async Task LayoutHoldsAsync(IPage page)
    {
        foreach (var width in new[] { TelephoneWidth, 1280 })
        {
            await page.SetViewportSizeAsync(width, 900);
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{page.Url} is wider than {width} pixels.");
        }
    }

    private static List<string> Sorted(IEnumerable<string> texts) => [.. texts.Order(StringComparer.Ordinal)];
}
