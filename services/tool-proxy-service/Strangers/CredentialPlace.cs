namespace FourRunr.ToolProxy.Strangers;

/// <summary>
/// Where a request says who it is from. Each has a limit of its own, so that requests with nothing in them, the cheapest flood, do not
/// keep anybody from showing a new token.
/// </summary>
internal enum CredentialPlace
{
    Nowhere = 0,
    Header = 1,

    /// <summary>A token or client assertion in the body.</summary>
    Body = 2,
}
