using System.Buffers.Binary;
using System.IO.Hashing;
using FourRunr.Audit;

namespace FourRunr.ToolProxy.Audit.Journal;

/// <summary>
/// The layout of a row in a segment, numbers in little-endian: XxHash3 of all that follows (8 bytes), length of the entry (4), seq (8),
/// hash (32), entry. The checksum detects damage by a crash or the disk; the hash chain detects tampering.
/// </summary>
internal static class JournalFrame
{
    public const int HeadSize = EntryLength + sizeof(uint) + sizeof(long) + AuditChain.HashSize;

    private const int EntryLength = sizeof(ulong);
    private const int Seq = EntryLength + sizeof(uint);
    private const int Hash = Seq + sizeof(long);

    public static int SizeOf(JournalRow row) => HeadSize + row.Entry.Length;

    /// <summary>The size of the frame, as its header says.</summary>
    public static long SizeOf(ReadOnlySpan<byte> head) => HeadSize + (long)BinaryPrimitives.ReadUInt32LittleEndian(head[EntryLength..]);

    /// <returns>The size of the frame.</returns>
    public static int Write(JournalRow row, Span<byte> destination)
    {
        var frame = destination[..SizeOf(row)];
        BinaryPrimitives.WriteUInt32LittleEndian(frame[EntryLength..], (uint)row.Entry.Length);
        BinaryPrimitives.WriteInt64LittleEndian(frame[Seq..], row.Seq);
        row.Hash.CopyTo(frame[Hash..]);
        row.Entry.Span.CopyTo(frame[HeadSize..]);
        BinaryPrimitives.WriteUInt64LittleEndian(frame, XxHash3.HashToUInt64(frame[EntryLength..]));
        return frame.Length;
    }

    /// <returns>False if the checksum does not match.</returns>
    public static bool TryRead(ReadOnlySpan<byte> frame, out JournalRow row)
    {
        row = default;
        if (BinaryPrimitives.ReadUInt64LittleEndian(frame) != XxHash3.HashToUInt64(frame[EntryLength..]))
        {
            return false;
        }

        var seq = BinaryPrimitives.ReadInt64LittleEndian(frame[Seq..]);
        row = new JournalRow(seq, frame[Hash..HeadSize].ToArray(), frame[HeadSize..].ToArray());
        return true;
    }
}
