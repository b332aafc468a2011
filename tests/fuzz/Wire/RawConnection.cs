using System.Net.Sockets;

namespace FourRunr.Fuzz.Wire;

/// <summary>Sends bytes as they are on a connection of their own and reads one answer.</summary>
internal static class RawConnection
{
    /// <summary>Longer than the gateway may take for anything.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<RawAnswer> SendAsync(Uri url, RawRequest request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            await socket.ConnectAsync(url.Host, url.Port, deadline.Token);
            await using var stream = new NetworkStream(socket);
            var sending = SendAsync(socket, request, deadline.Token);
            var answer = await AnswerReader.ReadAsync(stream, hasBody: !request.Bytes.AsSpan().StartsWith("HEAD "u8), deadline.Token);
            await sending;
            return answer;
        }
        catch (OperationCanceledException)
        {
            return RawAnswer.Late;
        }
        catch (SocketException)
        {
            return RawAnswer.None;
        }
        catch (IOException)
        {
            return RawAnswer.None;
        }
    }

    private static async Task SendAsync(Socket socket, RawRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(request.Bytes, cancellationToken);
            if (!request.IsHttp)
            {
                // What waits for the rest of a request must learn that there is none.
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (SocketException)
        {
            // Answered and closed before it had read everything.
        }
    }
}
