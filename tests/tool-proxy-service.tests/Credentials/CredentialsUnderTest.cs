using System.Net;
using System.Net.Http.Json;
using FourRunr.Contracts;
using FourRunr.Testing;
using FourRunr.ToolProxy.Credentials;
using FourRunr.ToolProxy.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Credentials;

/// <summary>What operators do with credentials, and what a tool's calls would then use.</summary>
internal static class CredentialsUnderTest
{
    public const string Path = "/v1/admin/credentials";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static Task<HttpResponseMessage> StoreAsync(this TestGateway gateway, object body) =>
        gateway.Proxy.AdminClient().PostAsJsonAsync(Path, body, GatewayJson.Tolerant);

    /// <returns>The number of the new version.</returns>
    public static async Task<int> StoreAsync(this TestGateway gateway, string tool, string value, bool activate = true)
    {
        var response = await gateway.StoreAsync(new { tool, value, activate });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<CredentialResponse>(GatewayJson.Strict))!.Version!.Value;
    }

    public static Task<HttpResponseMessage> ActivateAsync(this TestGateway gateway, string tool, int version) =>
        gateway.Proxy.AdminClient().PostAsJsonAsync($"{Path}/{tool}/activate", new ActivateCredentialRequest(version), GatewayJson.Tolerant);

    public static Task<HttpResponseMessage> RollBackAsync(this TestGateway gateway, string tool) =>
        gateway.Proxy.AdminClient().PostAsync($"{Path}/{tool}/rollback", content: null);

    public static Task<HttpResponseMessage> DeactivateAsync(this TestGateway gateway, string tool) =>
        gateway.Proxy.AdminClient().PostAsync($"{Path}/{tool}/deactivate", content: null);

    public static Task<HttpResponseMessage> DeleteAsync(this TestGateway gateway, string tool, int version) =>
        gateway.Proxy.AdminClient().DeleteAsync($"{Path}/{tool}/{version}");

    public static async Task<IReadOnlyList<CredentialResponse>> CredentialsAsync(this RunningService proxy, string query = "") =>
        (await proxy.AdminClient().GetFromJsonAsync<CredentialListResponse>(Path + query, GatewayJson.Strict))!.Items;

    /// <summary>The version that the list calls active; null for none. More than one is an error.</summary>
    public static async Task<int?> ActiveVersionAsync(this TestGateway gateway, string tool) =>
        (await gateway.Proxy.CredentialsAsync($"?tool={tool}")).SingleOrDefault(version => version.State == CredentialState.Active)?.Version;

    public static ValueTask<ToolCredential?> FindAsync(this RunningService proxy, string tool) =>
        proxy.Services.GetRequiredService<CredentialProvider>().FindAsync(tool, CancellationToken.None);

    /// <summary>Asks again and again until the credential is this one; a change travels through Redis for a moment.</summary>
    public static async Task MustBecomeAsync(this RunningService proxy, string tool, string? value)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(Pause);
        while ((await proxy.FindAsync(tool))?.Field(ToolCredential.Single) != value)
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
