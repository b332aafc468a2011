using System.Text.RegularExpressions;
using FourRunr.ToolProxy.DeclaredTools.Templates;
using FourRunr.ToolProxy.Outbound;
using FourRunr.ToolProxy.Redaction;

namespace FourRunr.ToolProxy.DeclaredTools.Definitions;

/// <summary>The headers that a definition may set. Those that frame or route a request are set by the gateway.</summary>
internal static partial class HeaderRules
{
    public const string SecretInDefinition = "looks like a secret; store it as the tool's credential and declare where it goes in 'credential'";
    private const string ContentType = "Content-Type";

    /// <returns>What is wrong with the header as the end of a sentence, or null.</returns>
    public static string? Complain(string name, TextTemplate value)
    {
        if (ComplainOfName(name) is { } complaint)
        {
            return complaint;
        }

        if (name.Equals(ContentType, StringComparison.OrdinalIgnoreCase))
        {
            return JsonType().IsMatch(value.Literal) && !value.Parameters.Any() ? null : "must be a JSON media type, such as application/vnd.api+json";
        }

        return !IsText(value.Literal) ? "must be printable ASCII"
            : SecretNames.Covers(name) && !value.Parameters.Any() ? SecretInDefinition
            : null;
    }

    public static string? ComplainOfCredentialName(string name) =>
        name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) ? null
            : name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) ? "can only be set by the gateway"
            : ComplainOfReserved(name);

    public static string? ComplainOfName(string name) =>
        name.Equals("Cookie", StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) && !name.Equals(ContentType, StringComparison.OrdinalIgnoreCase))
            ? "can only be set by the gateway"
            : ComplainOfReserved(name);

    /// <summary>Printable ASCII, which every server reads in the same way.</summary>
    public static bool IsText(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static string? ComplainOfReserved(string name) => RequestHeaders.Faults(new Dictionary<string, string> { [name] = "" }).Any()
        ? "is not a header that a tool may set"
        : null;

    [GeneratedRegex(@"\Aapplication/(json|[a-z0-9.-]+\+json)\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonType();
}
