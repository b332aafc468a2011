namespace FourRunr.WebConsole.SignIn;

/// <summary>What the sign-in form sends.</summary>
internal sealed class SignInEntry
{
    public string? Key { get; set; }

    /// <summary>Of a link that is good once.</summary>
    public string? Code { get; set; }
}
