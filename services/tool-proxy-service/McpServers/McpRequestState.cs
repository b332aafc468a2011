using System.Buffers.Text;
using System.Security.Cryptography;
using FourRunr.Hosting.Secrets;
using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.McpServers;

/// <summary>
/// The <c>requestState</c> of a server, encrypted (AES-256-GCM under a key derived from <c>GATEWAY_KEK</c>) so that only the agent that got it
/// can use it, for the same tool and the same arguments, within ten minutes.
/// </summary>
internal sealed class McpRequestState(GatewaySecrets secrets, TimeProvider clock)
{
    private const int TimeBytes = 8;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly byte[] _key = secrets.DeriveKey("4runr mcp request state v1");

    /// <param name="state">Of the server; null when it gave none.</param>
    public string Encrypt(ToolRequest request, string? state)
    {
        var plain = new byte[TimeBytes + (state is null ? 0 : 1 + Encoding.UTF8.GetByteCount(state))];
        BitConverter.TryWriteBytes(plain, (clock.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds());
        Encoding.UTF8.GetBytes(state is null ? "" : $"={state}", plain.AsSpan(TimeBytes));
        return Base64Url.EncodeToString(AesBox.Encrypt(_key, plain, Binding(request)));
    }

    /// <returns>False for a state that was made up, changed, is another call's, or is too old.</returns>
    public bool TryDecrypt(ToolRequest request, string encryptedState, out string? state)
    {
        state = null;
        try
        {
            var plain = AesBox.Decrypt(_key, Base64Url.DecodeFromChars(encryptedState), Binding(request));
            state = plain.Length == TimeBytes ? null : Encoding.UTF8.GetString(plain.AsSpan(TimeBytes + 1));
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
