using FourRunr.ToolProxy.Audit.Journal;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Audit.Journal;

/// <summary>Whatever a crash, the disk or people did to the files: the journal opens, gives no number twice and throws no byte away.</summary>
public sealed class DamagedJournalTests
{
    private const int HeadSize = 64;
    private const int RowSize = 100;
    private const int FrameSize = JournalFrame.HeadSize + RowSize;

    [Fact]
    public void Open_WriteTornAtAnyByte_CutOffAndKept()
    {
        using var written = ThreeRows();
        for (var kept = 1; kept < FrameSize; kept++)
        {
            using var folder = written.Copy();
            using (var file = File.OpenWrite(folder.PathOf("journal-1.a")))
            {
                file.SetLength(HeadSize + (2 * FrameSize) + kept);
            }

            using (var journal = folder.Open())
            {
                JournalFolder.MustBeWhole(journal, 1, 2);
                JournalFolder.Append(journal, 1);
                JournalFolder.MustBeWhole(journal, 1, 3);
            }

            Assert.Equal([LogLevel.Warning], folder.Levels);
            Assert.Equal(kept, new FileInfo(folder.PathOf("journal-1.a.aside-1")).Length);
        }
    }

    [Fact]
    public void Open_NothingTorn_NothingSaid()
    {
        using var folder = ThreeRows();

        using var journal = folder.Open();

        JournalFolder.MustBeWhole(journal, 1, 3);
        Assert.Empty(folder.Levels);
        Assert.Equal(["journal-1.a", "journal-1.b", "journal-1.lock"], folder.Names);
    }

    [Fact]
    public void Open_ByteChangedInTheMiddle_RowsBeforeStayAndTheRestIsKeptAside()
    {
        using var written = ThreeRows();
        for (var at = 0; at < FrameSize; at++)
        {
            using var folder = written.Copy();
            Flip(folder.PathOf("journal-1.a"), HeadSize + FrameSize + at);
            var changed = File.ReadAllBytes(folder.PathOf("journal-1.a"));

            using (var journal = folder.Open())
            {
                JournalFolder.MustBeWhole(journal, 1, 1);
                JournalFolder.Append(journal, 1);
            }

            Assert.Single(folder.Levels, level => level >= LogLevel.Warning);
            Assert.Equal(changed[(HeadSize + FrameSize)..], File.ReadAllBytes(folder.PathOf("journal-1.a.aside-1")));
        }
    }

    [Fact]
    public void Open_RowsMissingInTheMiddle_TheRestIsKeptAside()
    {
        using var folder = ThreeRows();
        var bytes = File.ReadAllBytes(folder.PathOf("journal-1.a"));
        File.WriteAllBytes(folder.PathOf("journal-1.a"), [.. bytes[..(HeadSize + FrameSize)], .. bytes[(HeadSize + (2 * FrameSize))..]]);

        using var journal = folder.Open();

        JournalFolder.MustBeWhole(journal, 1, 1);
        Assert.Equal([LogLevel.Critical], folder.Levels);
        Assert.Equal(bytes[(HeadSize + (2 * FrameSize))..], File.ReadAllBytes(folder.PathOf("journal-1.a.aside-1")));
    }

    [Fact]
    public void Open_HeadChangedAtAnyByte_FileIsKeptAside()
    {
        using var written = ThreeRows();
        for (var at = 0; at < HeadSize; at++)
        {
            using var folder = written.Copy();
            Flip(folder.PathOf("journal-1.a"), at);

            using var journal = folder.Open();

            // The database knows whether this is too little.
            Assert.Equal(0, journal.LastSeq);
            Assert.Equal([LogLevel.Critical], folder.Levels);
            Assert.Equal(HeadSize + (3 * FrameSize), new FileInfo(folder.PathOf("journal-1.a.aside-1")).Length);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    public void Open_ProcessKilledBeforeTheHeadWasWhole_Begins(int length)
    {
        using var folder = new JournalFolder();
        File.WriteAllBytes(folder.PathOf("journal-1.a"), new byte[length]);

        using var journal = folder.Open();
        JournalFolder.Append(journal, 1);

        JournalFolder.MustBeWhole(journal, 1, 1);
        Assert.Equal(length > 0, folder.Names.Contains("journal-1.a.aside-1"));
    }

    [Fact]
    public void Open_SecondDamage_KeepsBothAside()
    {
        using var folder = ThreeRows();
        for (var time = 1; time <= 2; time++)
        {
            File.AppendAllText(folder.PathOf("journal-1.a"), $"{time}");
            folder.Open().Dispose();
        }

        Assert.Equal("1", File.ReadAllText(folder.PathOf("journal-1.a.aside-1")));
        Assert.Equal("2", File.ReadAllText(folder.PathOf("journal-1.a.aside-2")));
    }

    internal static void Flip(string file, int offset)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = offset;
        var changed = (byte)(stream.ReadByte() ^ 0x10);
        stream.Position = offset;
        stream.WriteByte(changed);
    }

    private static JournalFolder ThreeRows()
    {
        var folder = new JournalFolder();
        using var journal = folder.Open();
        JournalFolder.Append(journal, 3, RowSize);
        return folder;
    }
}
