namespace FourRunr.Auth.OAuth;

/// <summary>Revokes for clients that have no credential of their own and prove themselves by the token (RFC 7009 section 2.1).</summary>
internal interface IClientTokenRevoker
{
    /// <summary>Ends the consent that gave the token to the client, with all of its tokens. A token that the client was not given is left alone.</summary>
    /// <param name="tokenHash">Of an access or a refresh token.</param>
    Task RevokeHeldAsync(string clientId, byte[] tokenHash, CancellationToken cancellationToken);
}
