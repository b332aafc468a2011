using FourRunr.Audit;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit.Journal;

/// <summary>What is appended is there after the process has ended, and a disk that refuses takes nothing of it away.</summary>
public sealed class JournalFileTests
{
    [Fact]
    public void Open_FilesThatLieOpen_AreTheOwnersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var folder = new JournalFolder();
        folder.Open().Dispose();
        Assert.All(folder.Names, name => Assert.Equal(OwnerOnly, ModeOf(folder, name)));
        File.WriteAllText(folder.PathOf("journal-1.a.aside-1"), "");
        foreach (var name in folder.Names)
        {
            SetMode(folder, name, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        folder.Open().Dispose();

        Assert.Equal(4, folder.Names.Count);
        Assert.All(folder.Names, name => Assert.Equal(OwnerOnly, ModeOf(folder, name)));
    }

    [Fact]
    public void Open_FolderThatIsNone_IsNotTakenForABusyOne()
    {
        using var folder = new JournalFolder();
        // A lock file that cannot be opened, though no process has it.
        Directory.CreateDirectory(folder.PathOf("journal-1.lock"));

        var exception = Record.Exception(() => folder.Open());

        Assert.True(exception is IOException or UnauthorizedAccessException, $"{exception}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Append_ProcessKilled_NextOneGoesOn(bool durable)
    {
        using var folder = new JournalFolder();
        using var killed = folder.Open();
        Assert.Equal((1, 0), (killed.FirstSeq, killed.LastSeq));
        Assert.Equal(AuditChain.Start.ToArray(), killed.LastHash);
        JournalFolder.Append(killed, 5, durable: durable);
        killed.Append(JournalFolder.Rows(killed, 300), durable);

        using var left = folder.Copy();
        using var next = left.Open();
        Assert.Equal((killed.Writer, 1), (next.Writer, next.FirstSeq));
        JournalFolder.MustBeWhole(next, 1, 305);
        JournalFolder.Append(next, 1);
        JournalFolder.MustBeWhole(next, 1, 306);
        Assert.Empty(left.Levels);
    }

    [Fact]
    public void ReadFrom_AnyRow_BeginsThereAndEndsAtTheLimit()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Open();
        journal.Append(JournalFolder.Rows(journal, 1000), durable: false);

        foreach (var seq in (int[])[1, 255, 256, 257, 258, 512, 513, 999, 1000])
        {
            var count = Math.Min(7, 1000 - seq + 1);
            Assert.Equal(Enumerable.Range(seq, count).Select(i => (long)i), journal.ReadFrom(seq, limit: 7).Select(row => row.Seq));
        }

        Assert.Equal(1, journal.ReadFrom(0, 1).Single().Seq);
        Assert.Empty(journal.ReadFrom(1001, 1));
    }

    [Fact]
    public void ReadFrom_LargeEntries_AreWhole()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Open();
        JournalFolder.Append(journal, 3, entrySize: 700_000);
        JournalFolder.Append(journal, 3, entrySize: 0);

        JournalFolder.MustBeWhole(journal, 1, 6);
    }

    [Fact]
    public void ReadFrom_BytesChangedUnderIt_Throws()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Open();
        JournalFolder.Append(journal, 3);
        DamagedJournalTests.Flip(folder.PathOf("journal-1.a"), offset: 200);

        Assert.Throws<IOException>(() => journal.ReadFrom(1, 10));
    }

    [Fact]
    public void Append_DiskRefuses_NothingIsAppendedAndTheNextOneIs()
    {
        using var folder = new JournalFolder();
        using var journal = folder.Open();
        JournalFolder.Append(journal, 3);
        using (var disk = new JournalSurgery(journal))
        {
            disk.Refuse();
            Assert.ThrowsAny<Exception>(() => JournalFolder.Append(journal, 1));
            Assert.ThrowsAny<Exception>(() => JournalFolder.Append(journal, 1, durable: true));
            JournalFolder.MustBeWhole(journal, 1, 3);
            // Part of the batch was written, and could not be cut off either.
            using var file = new FileStream(folder.PathOf("journal-1.a"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            file.Write(new byte[1000]);
        }

        JournalFolder.Append(journal, 2);

        using var left = folder.Copy();
        using var next = left.Open();
        JournalFolder.MustBeWhole(next, 1, 5);
        Assert.Empty(left.Levels);
    }

    [Fact]
    public void OpenFirstFree_FolderInUse_AnotherJournalAndBackToTheFirst()
    {
        using var folder = new JournalFolder();
        var first = folder.Open();
        using var second = folder.Open();
        JournalFolder.Append(first, 1);
        JournalFolder.Append(second, 2);
        Assert.NotEqual(first.Writer, second.Writer);
        first.Dispose();

        using var third = folder.Open();

        Assert.Equal((first.Writer, 1), (third.Writer, third.LastSeq));
    }

    [Fact]
    public void StartOver_KeepsTheFilesAsideAndANewWriterBegins()
    {
        using var folder = new JournalFolder();
        var old = folder.Open();
        JournalFolder.Append(old, 3);
        var bytes = File.ReadAllBytes(folder.PathOf("journal-1.a"));

        using var journal = old.StartOver(TimeProvider.System);

        Assert.NotEqual(old.Writer, journal.Writer);
        Assert.Equal((1, 0), (journal.FirstSeq, journal.LastSeq));
        Assert.Equal(bytes, File.ReadAllBytes(folder.PathOf("journal-1.a.aside-1")));
        Assert.Equal(["journal-1.a", "journal-1.a.aside-1", "journal-1.b", "journal-1.b.aside-1", "journal-1.lock"], folder.Names);
    }

    private static UnixFileMode ModeOf(JournalFolder folder, string name) =>
        OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(folder.PathOf(name));

    private static void SetMode(JournalFolder folder, string name, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.PathOf(name), mode);
        }
    }
}
