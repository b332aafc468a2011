using System.Text.RegularExpressions;
using FourRunr.ToolProxy.DeclaredTools.Templates;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Redaction;

namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>Which headers a definition may name. What frames or routes a request is the gateway's.</summary>
internal static partial class HeaderRules
{
    public const string ContentType = "Content-Type";
    private const string Authorization = "Authorization";

    /// <returns>What is wrong with the header as the end of a sentence, or null.</returns>
    public static string? Complain(string name, TextTemplate value)
    {
        if (ComplainOfName(name) is { } complaint)
        {
            return complaint;
        }

        if (name.Equals(ContentType, StringComparison.OrdinalIgnoreCase))
        {
            return JsonType().IsMatch(value.Literal) && !value.Parameters.Any() ? null : "must be a type of JSON, such as application/vnd.api+json";
        }

        return !IsText(value.Literal) ? "must be printable ASCII"
            : SecretNames.Covers(name) && !value.Parameters.Any() ? "looks like a secret, which belongs into the tool's credential: see 'credential'"
            : null;
    }

    /// <summary>For a header that carries the credential.</summary>
    public static string? ComplainOfCredentialName(string name) =>
        name.Equals(Authorization, StringComparison.OrdinalIgnoreCase) ? null
            : name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) ? "is set by the gateway only"
            : Fault(name);

    public static string? ComplainOfName(string name) =>
        name.Equals("Cookie", StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) && !name.Equals(ContentType, StringComparison.OrdinalIgnoreCase))
            ? "is set by the gateway only"
            : Fault(name);

    /// <summary>What a header can hold everywhere.</summary>
    public static bool IsText(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static string? Fault(string name) => RequestHeaders.Faults(new Dictionary<string, string> { [name] = "" }).Any()
        ? "is no header that a tool may set"
        : null;

    [GeneratedRegex(@"\Aapplication/(json|[a-z0-9.-]+\+json)\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonType();
}
