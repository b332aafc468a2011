using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using FourRunr.ToolProxy.Json;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.BuiltInTools;

/// <summary>
/// Makes mock answers differ from call to call: a hash (XXH128) of the call, so that the same call always has the same answer. It need
/// not be cryptographic.
/// </summary>
internal readonly struct MockSeed
{
    private readonly UInt128 _hash;

    private MockSeed(UInt128 hash) => _hash = hash;

    public static MockSeed Of(params ReadOnlySpan<string?> parts)
    {
        var hash = UInt128.Zero;
        foreach (var part in parts)
        {
            hash = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(part.AsSpan()), (long)hash);
        }

        return new MockSeed(hash);
    }

    /// <param name="parameters">The order of properties does not matter.</param>
    public static MockSeed Of(ToolAction action, JsonElement parameters) => CanonicalJson.Of(parameters, action, static (canonical, action) =>
    {
        var seed = Of(action.Tool, action.Name)._hash;
        return new MockSeed(XxHash128.HashToUInt128(canonical, (long)seed));
    });

    /// <summary>The seed of one of many things that the call is about.</summary>
    public MockSeed Part(int number)
    {
        Span<byte> hash = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(hash, _hash);
        return new MockSeed(XxHash128.HashToUInt128(hash, number));
    }

    /// <summary>32 lower-case digits.</summary>
    /// <param name="digits">At least as long.</param>
    public void WriteHex(Span<char> digits) => _hash.TryFormat(digits, out _, "x32");

    /// <summary>Lower-case hex digits, at most 32.</summary>
    public string Hex(int digits) => _hash.ToString("x32")[..digits];

    /// <summary>At least <paramref name="minimum"/>, less than <paramref name="limit"/>.</summary>
    public int Number(int minimum, int limit) => minimum + (int)(_hash % (uint)(limit - minimum));
}
