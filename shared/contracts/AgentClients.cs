namespace FourRunr.Contracts;

/// <summary>An application that operators have signed in as an agent, and that can act as it now.</summary>
/// <param name="ClientId">The https URL of its metadata document, or an id that it got by registration.</param>
/// <param name="Consents">How many sign-ins of it are in force.</param>
/// <param name="AuthorizedAt">The newest of them.</param>
/// <param name="AuthorizedBy">The operator of the newest.</param>
/// <param name="ExpiresAt">When the last of them ends, if nobody ends it before. The application then has to ask an operator again.</param>
public sealed record AgentClientResponse(string ClientId, long Consents, DateTimeOffset AuthorizedAt, string AuthorizedBy, DateTimeOffset ExpiresAt);
