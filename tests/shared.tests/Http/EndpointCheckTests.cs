using FourRunr.Hosting.Validation;
using FourRunr.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Xunit;

namespace FourRunr.Shared.Tests.Http;

public sealed class EndpointCheckTests : IDisposable
{
    private readonly TemporaryDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task CheckEndpoints_EndpointThatDoesNotSayWhoMayUseIt_DoesNotStart()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => CreateAsync(app => app.MapGet("/open", () => TypedResults.Ok())));

        Assert.Contains("/open", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckEndpoints_BodyWithoutValidator_DoesNotStart()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => CreateAsync(app =>
            app.MapGroup("").AllowAnonymous().WithBodyValidation().MapPost("/other", ([FromBody] Unchecked body) => TypedResults.Ok(body))));

        Assert.Contains(nameof(Unchecked), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckEndpoints_EverythingSaid_Starts() =>
        await CreateAsync(app =>
            app.MapGroup("").AllowAnonymous().WithBodyValidation().MapPost("/things", ([FromBody] Thing thing) => TypedResults.Ok(thing)));

    private async Task CreateAsync(Action<WebApplication> map)
    {
        await using var app = TinyService.Create(
            ["--environment=Development", "--urls=http://127.0.0.1:0", $"--GATEWAY_DATA_DIR={_data.Path}", .. TestSecrets.Arguments], null, map);
    }

    private sealed record Unchecked(string Name);
}
