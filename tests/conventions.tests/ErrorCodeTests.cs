using System.Reflection;
using System.Text.RegularExpressions;
using FourRunr.Contracts;
using Xunit;

namespace FourRunr.Conventions.Tests;

public sealed partial class ErrorCodeTests
{
    private static readonly ErrorKind[] Kinds =
        [.. typeof(GatewayErrors).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<ErrorKind>()];

    [Fact]
    public void Codes_OfAllKinds_AreUniqueAndListed()
    {
        Assert.Equal(Kinds.Select(kind => kind.Code).Order(), Kinds.Select(kind => kind.Code).Distinct().Order());
        Assert.Equal(Kinds.Select(kind => kind.Code).Order(), GatewayErrors.ByCode.Keys.Order());
        Assert.All(Kinds, kind => Assert.Matches("^[a-z]+(_[a-z]+)*$", kind.Code));
        Assert.All(Kinds, kind => Assert.InRange(kind.Status, 400, 599));
    }

    [Fact]
    public void Readme_ErrorTable_SaysEveryCodeWithItsStatus()
    {
        Assert.True(File.Exists(Path.Combine(Sources.Root, "README.md")), "README.md is missing.");
        var rows = Sources.Lines("README.md").Where(line => line.StartsWith('|')).ToArray();

        var undocumented = Kinds.Where(kind => !rows.Any(row =>
            row.Contains($"`{kind.Code}`", StringComparison.Ordinal) && Number().Matches(row).Any(match => match.Value == $"{kind.Status}")));

        Assert.Empty(undocumented.Select(kind => $"{kind.Status} {kind.Code}"));
    }

    [GeneratedRegex(@"\b[45][0-9]{2}\b")]
    private static partial Regex Number();
}
