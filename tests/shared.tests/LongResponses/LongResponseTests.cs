using System.Net;
using FourRunr.Contracts;
using FourRunr.Hosting;
using FourRunr.Hosting.Access;
using FourRunr.Hosting.Errors;
using FourRunr.Hosting.OpenApi;
using FourRunr.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace FourRunr.Shared.Tests.LongResponses;

public sealed class LongResponseTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly TemporaryDirectory _data = new();
    private readonly Holder _holder = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Download_CredentialEnds_BreaksOff()
    {
        await using var service = await StartAsync();
        using var response = await GetAsync(service, "/download");
        var body = response.Content.ReadAsStringAsync();

        await UntilItEndsAsync(body);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => body);
    }

    [Fact]
    public async Task Events_CredentialEnds_EndInOrder()
    {
        await using var service = await StartAsync();
        using var response = await GetAsync(service, "/events");
        var body = response.Content.ReadAsStringAsync();

        await UntilItEndsAsync(body);

        Assert.Equal("data: begun\n\n", await body);
    }

    [Theory]
    [InlineData(false, HttpStatusCode.Unauthorized)]
    [InlineData(true, HttpStatusCode.ServiceUnavailable)]
    public async Task Calculation_CredentialEnds_RefusedBeforeItsAnswer(bool isAway, HttpStatusCode expected)
    {
        await using var service = await StartAsync();
        var answer = GetAsync(service, "/calculation");
        await Eventually.TrueAsync(() => _holder.Begun, "the calculation has begun");
        _holder.IsAway = isAway;

        await UntilItEndsAsync(answer);

        using var response = await answer;
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Download_RoleChanges_BreaksOff()
    {
        await using var service = await StartAsync();
        using var response = await GetAsync(service, "/download");
        var body = response.Content.ReadAsStringAsync();

        _holder.Role = "auditor";
        await UntilItEndsAsync(body, isActive: true);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => body);
    }

    private async Task UntilItEndsAsync(Task answer, bool isActive = false)
    {
        if (!isActive)
        {
            Assert.False(answer.IsCompleted);
        }

        _holder.IsActive = isActive;
        await Eventually.TrueAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return answer.IsCompleted;
            },
            "the answer ends");
    }

    private static Task<HttpResponseMessage> GetAsync(RunningService service, string path)
    {
        var client = service.Client("a-key");
        return client.SendAsync(new HttpRequestMessage(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead);
    }

    private Task<RunningService> StartAsync() => RunningService.StartAsync(
        (args, configure) =>
        {
            var builder = GatewayHost.CreateBuilder(args, "tiny-service", settings => settings.AuthUrl, configure);
            builder.Services.AddOpenApi(options => OpenApiDefaults.Describe(options, "tiny"));
            builder.Services.AddSingleton<IBearerIntrospector>(_holder);
            builder.Services.AddAccess();
            var app = builder.Build();
            app.UseGatewayDefaults();
            var group = app.MapGroup("").RequireAccess(AccessRole.Auditor).EndsWithCredential();
            group.MapGet("/download", context => BeginAsync(context, "text/plain", "begun"));
            group.MapGet("/events", context => BeginAsync(context, "text/event-stream", "data: begun\n\n"));
            group.MapGet("/calculation", async context =>
            {
                _holder.Begun = true;
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            });
            return app.CheckEndpoints();
        },
        [$"--GATEWAY_DATA_DIR={_data.Path}"],
        services => services.AddSingleton<TimeProvider>(_clock));

    private static async Task BeginAsync(HttpContext context, string type, string text)
    {
        context.Response.ContentType = type;
        await context.Response.WriteAsync(text, context.RequestAborted);
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    private sealed class Holder : IBearerIntrospector
    {
        public volatile bool IsActive = true;
        public volatile bool IsAway;
        public volatile bool Begun;
        public volatile string Role = "admin";

        public ValueTask<IntrospectionResponse> IntrospectAsync(ReadOnlyMemory<char> token, CancellationToken cancellationToken)
        {
            if (IsAway)
            {
                throw new DependencyUnavailableException("auth-service");
            }

            return ValueTask.FromResult(IsActive
                ? new IntrospectionResponse { Active = true, Kind = PrincipalKind.Operator, Sub = "opr_1", Name = "root", Role = Role }
                : IntrospectionResponse.Inactive(GatewayErrors.TokenRevoked));
        }
    }
}
