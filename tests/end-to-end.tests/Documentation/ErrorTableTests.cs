using System.Text.RegularExpressions;
using FourRunr.Contracts;
using Xunit;

namespace FourRunr.EndToEnd.Tests.Documentation;

/// <summary>The README's table of error codes says exactly what the services send: code, status, title and remedy.</summary>
public sealed partial class ErrorTableTests
{
    [Fact]
    public void Readme_ListsEveryErrorCodeAsItIsSent()
    {
        var documented = Row().Matches(File.ReadAllText(RepositoryFile("README.md"))).Select(row => row.Value).Order(StringComparer.Ordinal);

        Assert.Equal(
            GatewayErrors.ByCode.Values
                .Select(kind => $"| `{kind.Code}` | {kind.Status} | {kind.Title} | {kind.HowToFix} |").Order(StringComparer.Ordinal),
            documented);
    }

    private static string RepositoryFile(string name)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "FourRunr.slnx")))
        {
            directory = directory.Parent ?? throw new DirectoryNotFoundException("The repository was not found.");
        }

        return Path.Combine(directory.FullName, name);
    }

    // | `token_missing` | 401 | … | … |
    [GeneratedRegex(@"^\| `[a-z_]+` \| \d{3} \| .* \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
