namespace FourRunr.WebConsole.Documents;

/// <summary>What is wrong with a document.</summary>
/// <param name="Path">E.g. <c>spec.quotas[1].window</c>; null for the document as a whole.</param>
/// <param name="Line">From 1; null where it is not known.</param>
internal sealed record DocumentFault(string Message, string? Path = null, long? Line = null)
{
    /// <summary>What the gateway refused, with the lines of the text that it is about.</summary>
    /// <param name="prefix">Of the document in what was sent, e.g. <c>draft.</c>.</param>
    public static IReadOnlyList<DocumentFault> Of(Problem problem, string text, string prefix = "") =>
    [
        .. from error in problem.Errors ?? new Dictionary<string, string[]>()
           let path = error.Key.StartsWith(prefix, StringComparison.Ordinal) ? error.Key[prefix.Length..] : error.Key
           let line = DocumentLines.Find(text, path)
           orderby line ?? long.MaxValue
           from message in error.Value
           select new DocumentFault(message.Replace($"'{prefix}{path}'", $"'{path}'", StringComparison.Ordinal), path, line),
    ];
}
