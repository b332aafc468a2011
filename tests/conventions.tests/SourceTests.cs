using System.Text.RegularExpressions;
using Xunit;

namespace FourRunr.Conventions.Tests;

/// <summary>How files and folders are named and how large they may grow.</summary>
public sealed partial class SourceTests
{
    private const int MostLines = 300;

    private static readonly string[] BannedFolders = ["Helpers", "Utils", "Common", "Services", "Managers", "Extensions"];

    [Fact]
    public void Sources_OfThisRepository_AreFound()
    {
        // The facts below say nothing about a folder that they do not see.
        Assert.Contains("tests/conventions.tests/SourceTests.cs", Sources.Files("tests", "*.cs"));
        Assert.Contains("services/policy-service/PolicyService.cs", Sources.Files("services", "*.cs"));
        Assert.Contains("shared/contracts/GatewayErrors.cs", Sources.Files("shared", "*.cs"));
    }

    [Fact]
    public void Folders_NamedAfterNothingInParticular_DoNotExist()
    {
        var named = Sources.Files("", "*.cs").Select(file => Path.GetDirectoryName(file)!).Distinct()
            .Where(folder => folder.Split('/', '\\').Any(part => BannedFolders.Contains(part)));

        Assert.Empty(named);
    }

    [Fact]
    public void CSharpFiles_Length_IsReadable()
    {
        var tooLong = Sources.Files("", "*.cs")
            .Select(file => (File: file, Lines: Sources.Lines(file).Length))
            .Where(source => source.Lines > MostLines)
            .Select(source => $"{source.File}: {source.Lines} lines");

        Assert.Empty(tooLong);
    }

    /// <summary>A handler with a lifetime has a timer, which keeps all services of a host that has ended: of thousands in a run of tests.</summary>
    [Fact]
    public void HttpClients_OfTheFactory_HaveConnectionsWithALifetimeAndHandlersWithout()
    {
        static int Count(string file, string text) => Sources.Read(file).Split(text).Length - 1;
        string[] files =
        [
            .. Sources.Files("services", "*.cs").Concat(Sources.Files("shared", "*.cs")).Where(file => Count(file, ".AddHttpClient(") > 0),
        ];

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Equal(Count(file, ".AddHttpClient("), Count(file, ".SetHandlerLifetime(Timeout.InfiniteTimeSpan)")));
        Assert.All(files, file => Assert.Equal(Count(file, ".AddHttpClient("), Count(file, "PooledConnectionLifetime = ")));
    }

    [Fact]
    public void Migrations_Names_AreNumberedOnce()
    {
        var migrations = Sources.Files("", "*.sql").Where(file => file.Contains("/Migrations/", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(migrations);
        Assert.All(migrations, file => Assert.Matches(MigrationName(), Path.GetFileName(file)));
        var twice = migrations
            .GroupBy(file => (Folder: Path.GetDirectoryName(file), Number: Path.GetFileName(file)[..5]))
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key.Folder}: {group.Key.Number}");
        Assert.Empty(twice);
    }

    [GeneratedRegex("^V[0-9]{4}__[a-z0-9_]+\\.sql$")]
    private static partial Regex MigrationName();
}
