using System.Collections.Concurrent;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Testing;

/// <summary>The real proxy between stand-ins for auth-service and policy-service. Everything is allowed until a test says otherwise.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    public const string Token = "the-agents-token";
    public const string AgentId = "agt_00000000000000000000000000000001";
    public const string TokenId = "tok_00000000000000000000000000000001";
    public const string PolicyId = "pol_00000000000000000000000000000001";

    private readonly TestStorageSettings _storage;
    private readonly string[] _arguments;
    private RunningService? _proxy;

    private TestGateway(TestStorageSettings storage, string[] arguments)
    {
        _storage = storage;
        _arguments = arguments;
        Auth.Answer = AnswerIntrospectionAsync;
        Policy.Answer = AnswerDecisionAsync;
    }

    public StandIn Auth { get; } = new();

    public StandIn Policy { get; } = new();

    public RunningService Proxy => _proxy!;

    public string DataDirectory => _storage.DataDirectory;

    /// <summary>Who holds which credential.</summary>
    public ConcurrentDictionary<string, IntrospectionResponse> Holders { get; } = new()
    {
        [Token] = Agent(),
        [TestSecrets.AdminKey] = new() { Active = true, Kind = PrincipalKind.Operator, Sub = "opr_1", Name = "root", Role = "admin" },
    };

    public Func<DecisionRequest, DecisionResponse> Decide { get; set; } = question => Allowed(question);

    public static Task<TestGateway> StartAsync(Backend backend = Backend.Embedded, Action<IServiceCollection>? configure = null) =>
        StartAsync(backend, arguments: [], configure);

    /// <param name="arguments">Further configuration of all its proxies.</param>
    public static async Task<TestGateway> StartAsync(Backend backend, string[] arguments, Action<IServiceCollection>? configure = null)
    {
        var gateway = new TestGateway(await TestStorageSettings.CreateAsync(backend), arguments);
        await gateway.Auth.StartAsync();
        await gateway.Policy.StartAsync();
        await gateway.StartProxyAsync(configure);
        // The proxy has tried them as it started.
        gateway.Auth.Forget();
        gateway.Policy.Forget();
        return gateway;
    }

    public async Task StartProxyAsync(Action<IServiceCollection>? configure = null) => _proxy = await StartAnotherProxyAsync(configure);

    /// <summary>A second replica on the same storage; whoever asks for it disposes of it.</summary>
    public Task<RunningService> StartAnotherProxyAsync(Action<IServiceCollection>? configure = null) => RunningService.StartAsync(
        ToolProxyService.Create,
        [
            $"--GATEWAY_AUTH_URL={Auth.Url}",
            $"--GATEWAY_POLICY_URL={Policy.Url}",
            .. RunningService.Patience,
            .. _storage.Arguments,
            .. _arguments,
        ],
        configure);

    public static IntrospectionResponse Agent(
        string[]? tools = null, string[]? permissions = null, TimeSpan? age = null, TimeSpan? left = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new()
        {
            Active = true,
            Kind = PrincipalKind.Agent,
            Sub = AgentId,
            Name = "scout",
            Role = "scraper",
            Tools = tools ?? ["*"],
            Permissions = permissions ?? ["*"],
            Iat = (now - (age ?? TimeSpan.FromMinutes(1))).ToUnixTimeSeconds(),
            Exp = (now + (left ?? TimeSpan.FromHours(1))).ToUnixTimeSeconds(),
            Jti = TokenId,
            TokenType = "Bearer",
        };
    }

    public static DecisionResponse Allowed(DecisionRequest question, RateLimitSpec? rate = null) => new()
    {
        Allowed = true,
        Rule = $"allow {question.Tool}:*",
        Reason = "The policy allows it.",
        PolicyId = PolicyId,
        PolicyName = "scraper",
        PolicyVersion = 3,
        RateLimit = rate,
    };

    public static DecisionResponse Denied(DecisionRequest question, RateLimitSpec? rate = null) => Allowed(question, rate) with
    {
        Allowed = false,
        Code = GatewayErrors.ScopeDenied.Code,
        Rule = $"deny {question.Tool}:{question.Action}",
        Reason = "The policy denies it.",
    };

    /// <summary>An allowing decision with constraints, given as JSON of <see cref="PolicyConstraints"/> without the policy's name.</summary>
    public static DecisionResponse Constrained(DecisionRequest question, params string[] constraints) =>
        Allowed(question) with { Constraints = [.. constraints.Select(ToConstraints)] };

    /// <summary>The same, only tried out.</summary>
    public static DecisionResponse Shadowed(DecisionRequest question, params string[] constraints) =>
        Allowed(question) with { ShadowConstraints = [.. constraints.Select(ToConstraints)] };

    private static PolicyConstraints ToConstraints(string json) =>
        JsonSerializer.Deserialize<PolicyConstraints>($$"""{"policy_id":"pol_c","policy_name":"c","policy_version":7,{{json}}}""", GatewayJson.Strict)!;

    /// <summary>Lets the token be one of an agent that no other test has: on a shared Redis their buckets would be one.</summary>
    public string UseAnAgentOfItsOwn()
    {
        var id = GatewayId.New(GatewayId.Agent, TimeProvider.System);
        Holders[Token] = Agent() with { Sub = id };
        return id;
    }

    public HttpClient Client(string? token = Token) => Proxy.Client(token);

    public Task<HttpResponseMessage> SearchAsync(string? token = Token) =>
        Client(token).PostAsJsonAsync("/v1/tools/serpapi/search", new { q = "coffee" });

    public Task<HttpResponseMessage> CallAsync(string path, string json) =>
        Client().PostAsync($"/v1/tools/{path}", new StringContent(json, Encoding.UTF8, "application/json"));

    public Task<HttpResponseMessage> SendMailAsync() => Client().PostAsJsonAsync(
        "/v1/tools/gmail_send/send", new { to = "ann@example.com", subject = "Hello", text = "Good day." });

    public async Task<IReadOnlyList<CallRecordResponse>> RecordsAsync(string query = "") =>
        (await Proxy.AdminClient().GetFromJsonAsync<Page<CallRecordResponse>>($"/v1/admin/calls{query}", GatewayJson.Strict))!.Items;

    /// <summary>Of a call that goes on without its caller: it is recorded a moment later.</summary>
    public async Task<CallRecordResponse> OnlyRecordAsync()
    {
        IReadOnlyList<CallRecordResponse> records = [];
        await Eventually.TrueAsync(async () => (records = await RecordsAsync()).Count > 0, "the call is recorded");
        return Assert.Single(records);
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await Auth.DisposeAsync();
        await Policy.DisposeAsync();
        _storage.Dispose();
    }

    public async Task AnswerIntrospectionAsync(HttpContext context)
    {
        if (context.Request.Path != "/oauth2/introspect" || context.Request.Headers.Authorization != $"Bearer {TestSecrets.ServiceKey}")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var token = QueryHelpers.ParseQuery((string)context.Items["body"]!)["token"].ToString();
        await context.Response.WriteAsJsonAsync(
            Holders.GetValueOrDefault(token) ?? IntrospectionResponse.Inactive(GatewayErrors.TokenInvalid), GatewayJson.Tolerant);
    }

    public Task AnswerDecisionAsync(HttpContext context)
    {
        var question = JsonSerializer.Deserialize<DecisionRequest>((string)context.Items["body"]!, GatewayJson.Strict)!;
        return context.Response.WriteAsJsonAsync(Decide(question), GatewayJson.Tolerant);
    }
}
