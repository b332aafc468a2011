using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace FourRunr.ToolProxy.ResultCaching;

/// <summary>
/// The latest results, in the order in which they came, as bytes in a few large arrays: most results are never asked for again, and must not be
/// objects that the collector has to look at. When the arrays are full the oldest one is begun anew, and what was in it is forgotten.
/// </summary>
/// <param name="chunks">Arrays of 1 MiB, each made when it is first needed.</param>
internal sealed class ResultWindow(int chunks)
{
    private const int ChunkBytes = 1024 * 1024;

    /// <summary>In bytes, key and origin included: larger ones would leave much of a chunk unused.</summary>
    private const int LargestRecord = ChunkBytes / 16;

    /// <summary>Longest key in bytes; longer ones are not kept.</summary>
    private const int LongestKey = 2048;

    private readonly Lock _gate = new();
    private readonly byte[]?[] _chunks = new byte[]?[chunks];
    private readonly Dictionary<ulong, int> _places = [];
    private int _chunk;
    private int _end;

    /// <returns>False if the result cannot be kept here: it is too large.</returns>
    public bool TryAdd(ResultKey key, KeptResult kept)
    {
        Span<byte> keyBytes = stackalloc byte[LongestKey];
        if (!TryWrite(key, ref keyBytes))
        {
            return false;
        }

        var head = new Head(XxHash3.HashToUInt64(keyBytes), kept.StoredAt, keyBytes.Length, Encoding.UTF8.GetByteCount(kept.Origin), kept.Data.Length);
        if (kept.Data.Length > LargestRecord || head.Length > LargestRecord)
        {
            return false;
        }

        lock (_gate)
        {
            var record = Reserve(head.Length, out var place);
            MemoryMarshal.Write(record, head);
            keyBytes.CopyTo(record[Head.Size..]);
            Encoding.UTF8.GetBytes(kept.Origin, record[head.OriginAt..]);
            kept.Data.Span.CopyTo(record[head.DataAt..]);
            _places[head.Hash] = place;
        }

        return true;
    }

    /// <returns>Null if there is none that is younger than <paramref name="maxAge"/>.</returns>
    public KeptResult? Find(ResultKey key, TimeProvider clock, TimeSpan maxAge)
    {
        Span<byte> keyBytes = stackalloc byte[LongestKey];
        if (!TryWrite(key, ref keyBytes))
        {
            return null;
        }

        var hash = XxHash3.HashToUInt64(keyBytes);
        lock (_gate)
        {
            if (!_places.TryGetValue(hash, out var place))
            {
                return null;
            }

            var record = RecordAt(place, out var head);
            if (!record.Slice(Head.Size, head.KeyLength).SequenceEqual(keyBytes) || clock.GetElapsedTime(head.StoredAt) >= maxAge)
            {
                return null;
            }

            return new KeptResult(record[head.DataAt..head.Length].ToArray(), Encoding.UTF8.GetString(record[head.OriginAt..head.DataAt]), head.StoredAt);
        }
    }

    /// <summary>All parts of the key, each with its length.</summary>
    /// <param name="bytes">Room for it; cut to what was written.</param>
    private static bool TryWrite(ResultKey key, ref Span<byte> bytes)
    {
        var length = 0;
        if (!Append(bytes, ref length, key.Tool) || !Append(bytes, ref length, key.Action) || !Append(bytes, ref length, key.Version)
            || !Append(bytes, ref length, key.AgentId) || !Append(bytes, ref length, key.ParametersHash)
            || !Append(bytes, ref length, key.CredentialVersion) || !Append(bytes, ref length, key.Policies) || bytes.Length - length < sizeof(long))
        {
            return false;
        }

        MemoryMarshal.Write(bytes[length..], key.CacheFor?.Ticks ?? -1);
        bytes = bytes[..(length + sizeof(long))];
        return true;
    }

    private static bool Append(Span<byte> bytes, ref int length, string? part)
    {
        if (bytes.Length - length < sizeof(int))
        {
            return false;
        }

        var written = -1;
        // Halves of surrogate pairs have no bytes of their own: two keys would be alike.
        if (part is not null
            && Utf8.FromUtf16(part, bytes[(length + sizeof(int))..], out _, out written, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            return false;
        }

        MemoryMarshal.Write(bytes[length..], written);
        length += sizeof(int) + Math.Max(0, written);
        return true;
    }

    private Span<byte> Reserve(int length, out int place)
    {
        var aligned = (length + Head.Alignment - 1) & ~(Head.Alignment - 1);
        if (_end + aligned > ChunkBytes)
        {
            Seal();
            _chunk = (_chunk + 1) % _chunks.Length;
            _end = 0;
            Forget(_chunk);
        }

        var chunk = _chunks[_chunk] ??= GC.AllocateUninitializedArray<byte>(ChunkBytes);
        place = (_chunk * (ChunkBytes / Head.Alignment)) + (_end / Head.Alignment);
        var record = chunk.AsSpan(_end, length);
        _end += aligned;
        return record;
    }

    /// <summary>Says where the records of the chunk end.</summary>
    private void Seal()
    {
        if (_chunks[_chunk] is { } chunk && _end + Head.Size <= ChunkBytes)
        {
            MemoryMarshal.Write(chunk.AsSpan(_end), default(Head));
        }
    }

    private void Forget(int chunk)
    {
        if (_chunks[chunk] is null)
        {
            return;
        }

        for (var at = 0; at + Head.Size <= ChunkBytes;)
        {
            var place = (chunk * (ChunkBytes / Head.Alignment)) + (at / Head.Alignment);
            RecordAt(place, out var head);
            if (head.KeyLength == 0)
            {
                return;
            }

            if (_places.TryGetValue(head.Hash, out var latest) && latest == place)
            {
                _places.Remove(head.Hash);
            }

            at += (head.Length + Head.Alignment - 1) & ~(Head.Alignment - 1);
        }
    }

    private Span<byte> RecordAt(int place, out Head head)
    {
        var record = _chunks[place / (ChunkBytes / Head.Alignment)].AsSpan(place % (ChunkBytes / Head.Alignment) * Head.Alignment);
        head = MemoryMarshal.Read<Head>(record);
        return record;
    }

    /// <summary>What precedes key, origin and data of a record.</summary>
    /// <param name="Hash">Of the key.</param>
    /// <param name="KeyLength">In bytes, as are the others; 0 behind the last record of a chunk.</param>
    private readonly record struct Head(ulong Hash, long StoredAt, int KeyLength, int OriginLength, int DataLength)
    {
        public const int Size = 32;
        public const int Alignment = 32;

        public int OriginAt => Size + KeyLength;

        public int DataAt => OriginAt + OriginLength;

        public int Length => DataAt + DataLength;
    }
}
