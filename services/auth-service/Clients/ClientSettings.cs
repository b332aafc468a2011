namespace FourRunr.Auth.Clients;

/// <param name="OffersRegistration">
/// <c>OAUTH_REGISTRATION</c>, <c>on</c> or <c>off</c>, default <c>off</c>: whether clients may register themselves (RFC 7591).
/// </param>
internal sealed record ClientSettings(bool OffersRegistration)
{
    /// <exception cref="InvalidConfigurationException">The value is neither on nor off.</exception>
    public static ClientSettings From(IConfiguration configuration) => configuration["OAUTH_REGISTRATION"]?.Trim() switch
    {
        null or "" or "off" => new ClientSettings(OffersRegistration: false),
        "on" => new ClientSettings(OffersRegistration: true),
        _ => throw new InvalidConfigurationException("OAUTH_REGISTRATION must be on or off."),
    };
}
