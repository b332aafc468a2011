using System.Buffers;
using FourRunr.Hosting.Secrets;

namespace FourRunr.Hosting.Correlation;

/// <summary>
/// One id per request in every answer, log line and record. A caller's own <c>X-Correlation-Id</c> is kept when it is
/// harmless (1 to 128 of letters, digits, <c>. _ -</c>) and does not look like a credential, which must not be kept in logs and records;
/// else it is replaced.
/// </summary>
public static class CorrelationId
{
    public const string Header = "X-Correlation-Id";
    private const int MaxLength = 128;

    private static readonly SearchValues<char> Harmless =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static string Of(HttpContext context) => context.TraceIdentifier;

    /// <summary>Called once, before anything reads the id.</summary>
    internal static string Take(HttpContext context) =>
        context.TraceIdentifier = FromCaller(context.Request) ?? Guid.CreateVersion7().ToString("N");

    private static string? FromCaller(HttpRequest request) =>
        request.Headers[Header] is [{ Length: > 0 and <= MaxLength } sent] && !sent.AsSpan().ContainsAnyExcept(Harmless) && !CredentialShape.MayBeOurs(sent)
            ? sent
            : null;
}
