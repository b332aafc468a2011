using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FourRunr.Hosting.Secrets;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.McpServers;

/// <summary>
/// The <c>requestState</c> of a server, encrypted (AES-256-GCM under a key derived from <c>GATEWAY_KEK</c>) so that only the agent that got it
/// can use it, for the same tool and the same arguments, within ten minutes.
/// </summary>
internal sealed class McpRequestState(GatewaySecrets secrets, TimeProvider clock)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int TimeBytes = 8;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secrets.KeyEncryptionKey, 32, info: "4runr mcp request state v1"u8.ToArray());

    /// <param name="state">Of the server; null when it gave none.</param>
    public string Encrypt(ToolRequest request, string? state)
    {
        var text = Encoding.UTF8.GetBytes(state is null ? "" : $"={state}");
        var box = new byte[NonceBytes + TimeBytes + text.Length + TagBytes];
        var plain = new byte[TimeBytes + text.Length];
        BitConverter.TryWriteBytes(plain, (clock.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds());
        text.CopyTo(plain, TimeBytes);
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length), Binding(request));
        return Base64Url.EncodeToString(box);
    }

    /// <returns>False for a state that was made up, changed, is another call's, or is too old.</returns>
    public bool TryDecrypt(ToolRequest request, string encryptedState, out string? state)
    {
        state = null;
        try
        {
            var box = Base64Url.DecodeFromChars(encryptedState);
            var plain = new byte[Math.Max(0, box.Length - NonceBytes - TagBytes)];
            using var aes = new AesGcm(_key, TagBytes);
            aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length), plain, Binding(request));
            var text = Encoding.UTF8.GetString(plain, TimeBytes, plain.Length - TimeBytes);
            state = text.Length == 0 ? null : text[1..];
            return clock.GetUtcNow().ToUnixTimeMilliseconds() < BitConverter.ToInt64(plain);
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private static byte[] Binding(ToolRequest request) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n', request.AgentId, request.Action.Tool, request.Action.Name, request.Action.Version, JsonSerializer.Serialize(request.Parameters))));
}
