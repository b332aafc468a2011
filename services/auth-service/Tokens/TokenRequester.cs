namespace FourRunr.Auth.Tokens;

/// <summary>Who asks for a token.</summary>
internal abstract record TokenRequester
{
    /// <summary>An agent, with an assertion that is used up in the transaction of the token.</summary>
    public sealed record Agent(VerifiedAssertion Assertion) : TokenRequester;

    /// <summary>An operator, whose change is put on record in the transaction of the token.</summary>
    public sealed record Operator(Actor Actor) : TokenRequester;
}
