namespace FourRunr.ToolProxy.Unauthenticated;

/// <summary>
/// Where a request carries its credential. Each has a limit of its own, so that requests without any, the cheapest flood, do not
/// keep anybody from presenting a new token.
/// </summary>
internal enum CredentialLocation
{
    None = 0,
    Header = 1,

    /// <summary>A token or client assertion in the body.</summary>
    Body = 2,
}
