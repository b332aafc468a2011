using FourRunr.ToolProxy.Audit.Journal;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit.Journal;

/// <summary>The journal stays small while rows arrive, and loses none while they do not.</summary>
public sealed class SegmentSwitchTests
{
    private const int LargeEntry = 4 * 1024 * 1024;
    private const int RowsPerSegment = 4;

    [Fact]
    public void Append_RowsArrive_FilesAreUsedInTurnsAndTheLastArrivedRowStays()
    {
        using var folder = new JournalFolder();
        for (var row = 1; row <= 20; row++)
        {
            // Each row by a process of its own: every state is one that a process finds.
            using var journal = folder.Open();
            journal.Forget(before: row - 1);
            JournalFolder.Append(journal, 1, LargeEntry);

            JournalFolder.MustBeWhole(journal, Math.Max(1, row - 1), row);
            Assert.InRange(folder.Names.Sum(name => new FileInfo(folder.PathOf(name)).Length), 0, 2 * (JournalFile.FullSegment + LargeEntry));
        }

        Assert.Empty(folder.Levels);
    }

    [Fact]
    public void Append_RowsDoNotArrive_AllStayUntilTheyDo()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Open();
        JournalFolder.Append(journal, 3 * RowsPerSegment, LargeEntry);
        JournalFolder.MustBeWhole(journal, 1, 3 * RowsPerSegment);

        journal.Forget(before: 3 * RowsPerSegment);
        JournalFolder.Append(journal, RowsPerSegment + 1, LargeEntry);
        JournalFolder.MustBeWhole(journal, 3 * RowsPerSegment, (4 * RowsPerSegment) + 1);

        journal.Forget(before: journal.LastSeq);
        JournalFolder.Append(journal, 1);
        Assert.InRange(new FileInfo(folder.PathOf("journal-1.b")).Length, 1, LargeEntry);
        JournalFolder.MustBeWhole(journal, (4 * RowsPerSegment) + 1, (4 * RowsPerSegment) + 2);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(64)]
    [InlineData(64 + 1)]
    [InlineData(64 + JournalFrame.HeadSize)]
    [InlineData(64 + JournalFrame.HeadSize + LargeEntry - 1)]
    public void Append_ProcessKilledWhileTheOtherFileBegins_NextOneGoesOn(int? lengthOfOther)
    {
        using var folder = BeforeTheThirdSegment();
        if (lengthOfOther is { } length)
        {
            using var file = File.OpenWrite(folder.PathOf("journal-1.a"));
            file.SetLength(length);
        }

        using var journal = folder.Open();

        Assert.Equal(2 * RowsPerSegment, journal.LastSeq);
        journal.Forget(before: 2 * RowsPerSegment);
        JournalFolder.Append(journal, 1);
        JournalFolder.MustBeWhole(journal, 2 * RowsPerSegment, (2 * RowsPerSegment) + 1);
    }

    [Fact]
    public void Open_OldCopyOfOneFile_IsKeptAsideAndTheNewestRowsStay()
    {
        using var folder = BeforeTheThirdSegment();
        var old = File.ReadAllBytes(folder.PathOf("journal-1.b"));
        using (var journal = folder.Open())
        {
            journal.Forget(before: journal.LastSeq);
            JournalFolder.Append(journal, RowsPerSegment, LargeEntry);
            journal.Forget(before: journal.LastSeq);
            JournalFolder.Append(journal, RowsPerSegment, LargeEntry);
            journal.Forget(before: journal.LastSeq);
            JournalFolder.Append(journal, 1, LargeEntry);
        }

        File.WriteAllBytes(folder.PathOf("journal-1.b"), old);

        using var next = folder.Open();
        Assert.Equal((4 * RowsPerSegment) + 1, next.LastSeq);
        Assert.Equal([LogLevel.Critical], folder.Levels);
        Assert.Equal(old.Length, new FileInfo(folder.PathOf("journal-1.b.aside-1")).Length);
        JournalFolder.Append(next, RowsPerSegment + 1, LargeEntry);
        JournalFolder.MustBeWhole(next, (4 * RowsPerSegment) + 1, (5 * RowsPerSegment) + 2);
    }

    [Fact]
    public void Open_FilesOfTwoWriters_TheOneWithMoreRowsStays()
    {
        using var folder = new JournalFolder();
        using var other = new JournalFolder();
        foreach (var (mine, rows) in ((JournalFolder, int)[])[(folder, 1), (other, 2)])
        {
            using var journal = mine.Open();
            JournalFolder.Append(journal, rows);
        }

        File.Copy(other.PathOf("journal-1.a"), folder.PathOf("journal-1.b"), overwrite: true);

        using var opened = folder.Open();
        JournalFolder.MustBeWhole(opened, 1, 2);
        Assert.Equal([LogLevel.Critical], folder.Levels);
        Assert.Contains("journal-1.a.aside-1", folder.Names);
    }

    /// <summary>Both files full, the next row begins the first one anew.</summary>
    private static JournalFolder BeforeTheThirdSegment()
    {
        var folder = new JournalFolder();
        using var journal = folder.Open();
        JournalFolder.Append(journal, 2 * RowsPerSegment, LargeEntry);
        return folder;
    }
}
