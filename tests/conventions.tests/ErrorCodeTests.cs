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
        Assert.All(Kinds.Where(kind => kind != GatewayErrors.ApprovalRequired), kind => Assert.InRange(kind.Status, 400, 599));
    }

    [Fact]
    public void Readme_ErrorTable_SaysEveryCodeAsItIsSent()
    {
        var rows = Sources.Lines("docs/reference/errors.md").Where(line => Row().IsMatch(line));

        var sent = Kinds.Select(kind => $"| `{kind.Code}` | {kind.Status} | {kind.Title} | {kind.HowToFix} |");

        Assert.Equal(sent.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    // | `token_missing` | 401 | … | … |
    [GeneratedRegex(@"^\| `[a-z_]+` \| \d{3} \| .* \|$")]
    private static partial Regex Row();
}
