using System.Runtime.InteropServices;
using FourRunr.ToolProxy.Outbound;

namespace FourRunr.ToolProxy.McpServers.Protocol;

/// <summary>A request to a process that waits for its answer. News of its progress and the answer together have one size limit, as over HTTP.</summary>
internal sealed class PendingRequest(int maxBytes, Action<JsonElement>? onNotification)
{
    private readonly TaskCompletionSource<McpReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _left = maxBytes;

    public Task<McpReply> Reply => _reply.Task;

    public void End(McpReply reply) => _reply.TrySetResult(reply);

    /// <returns>False when it is too much: the request has failed.</returns>
    public bool Notify(JsonElement message)
    {
        if (!Takes(SizeOf(message)))
        {
            return false;
        }

        onNotification?.Invoke(message);
        return true;
    }

    public void Answer(JsonElement result)
    {
        if (Takes(SizeOf(result)))
        {
            End(new McpReply.Result(result, Origin: "stdio"));
        }
    }

    public void Refuse(int code, string message, JsonElement data)
    {
        if (Takes(Encoding.UTF8.GetByteCount(message) + SizeOf(data)))
        {
            End(new McpReply.Error(code, message, data));
        }
    }

    private bool Takes(int bytes)
    {
        _left -= bytes;
        if (_left >= 0)
        {
            return true;
        }

        var failure = OutboundErrorReader.TooLarge(maxBytes);
        End(new McpReply.Failure(failure.Fault, failure.Detail));
        return false;
    }

    private static int SizeOf(JsonElement json) => JsonMarshal.GetRawUtf8Value(json).Length;
}
