namespace FourRunr.Docs.Tests.Expectations;

/// <summary>What pages show is compared with what commands printed. <c>…</c> in a page stands for anything.</summary>
internal static class Mismatch
{
    public const string Anything = "…";

    /// <summary>Whether a line or value is as shown.</summary>
    public static bool Fits(string shown, string actual)
    {
        var parts = shown.Split(Anything);
        if (parts.Length == 1)
        {
            return shown == actual;
        }

        if (!actual.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = actual.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return actual.Length - at >= parts[^1].Length && actual.EndsWith(parts[^1], StringComparison.Ordinal);
    }
}
