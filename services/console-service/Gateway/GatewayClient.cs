using FourRunr.Hosting.Errors;
using FourRunr.WebConsole.Sessions;

namespace FourRunr.WebConsole.Gateway;

/// <summary>The gateway, as the operator of this circuit may use it.</summary>
internal sealed class GatewayClient(GatewayHttp http, CurrentOperator current)
{
    public Task<GatewayReply<T>> GetAsync<T>(string path, CancellationToken cancellationToken = default) =>
        SendAsync<T>(HttpMethod.Get, path, cancellationToken: cancellationToken);

    /// <summary>A question whose answer takes the gateway some time.</summary>
    public async Task<GatewayReply<T>> GetAsync<T>(string path, TimeSpan patience, CancellationToken cancellationToken) =>
        await current.CredentialAsync(cancellationToken) is { } credential
            ? await http.SendAsync<T>(HttpMethod.Get, path, credential, patience: patience, cancellationToken: cancellationToken)
            : new GatewayReply<T>.Refused(SignedOut());

    /// <inheritdoc cref="GatewayHttp.SendAsync"/>
    public async Task<GatewayReply<T>> SendAsync<T>(
        HttpMethod method, string path, object? body = null, string? ifMatch = null, CancellationToken cancellationToken = default) =>
        await current.CredentialAsync(cancellationToken) is { } credential
            ? await http.SendAsync<T>(method, path, credential, body, ifMatch, cancellationToken: cancellationToken)
            : new GatewayReply<T>.Refused(SignedOut());

    /// <inheritdoc cref="GatewayHttp.OpenAsync"/>
    public async Task<HttpResponseMessage> OpenAsync(string path, string? lastEventId, CancellationToken cancellationToken) =>
        await http.OpenAsync(path, await current.CredentialAsync(cancellationToken) ?? throw new HttpRequestException("The session is over."), lastEventId, cancellationToken);

    private static Problem SignedOut() =>
        new ProblemResult(GatewayErrors.TokenMissing, "The session is over. Sign in again.").ToProblem(Guid.CreateVersion7().ToString());
}
