using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using DnsClient;
using FourRunr.ToolProxy.Outbound;

namespace FourRunr.ToolProxy.Tests.Outbound;

/// <summary>
/// A real name server on UDP that may answer differently each time: a name has steps, and every query of one type takes the next step. The
/// last one stays. A step is a list such as <c>93.184.216.34 ::1 =other.example.net</c>, where <c>=</c> marks an alias.
/// </summary>
internal sealed class NameServer : IAsyncDisposable
{
    /// <summary>Every name that nothing else is said of.</summary>
    public const string Any = "*";

    private const int AddressV4 = 1;
    private const int Alias = 5;
    private const int AddressV6 = 28;
    private const int HeaderBytes = 12;

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly ConcurrentDictionary<string, string[]> _steps = new();
    private readonly ConcurrentDictionary<(string Name, int Type), int> _queries = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public NameServer() => _serving = ServeAsync();

    /// <summary>As often as the name's IPv4 addresses were asked for.</summary>
    public int Lookups(string name) => _queries.GetValueOrDefault((name, AddressV4));

    public void Say(string name, params string[] steps) => _steps[name] = steps;

    /// <summary>What a resolver does that has this server for its name server. It remembers nothing.</summary>
    public ResolveHost Resolver()
    {
        var client = new LookupClient(new LookupClientOptions((IPEndPoint)_socket.Client.LocalEndPoint!) { UseCache = false });
        return async (host, cancellationToken) =>
        {
            var v4 = await client.QueryAsync(host, QueryType.A, cancellationToken: cancellationToken);
            var v6 = await client.QueryAsync(host, QueryType.AAAA, cancellationToken: cancellationToken);
            IPAddress[] addresses = [.. v4.Answers.AddressRecords().Concat(v6.Answers.AddressRecords()).Select(record => record.Address)];
            return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.HostNotFound);
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var query = await _socket.ReceiveAsync(_stop.Token);
                await _socket.SendAsync(Answer(query.Buffer), query.RemoteEndPoint, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private byte[] Answer(byte[] query)
    {
        var (name, end) = ReadName(query);
        var type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(end));
        var records = new List<byte[]>();
        Add(records, name, type);
        var header = query[..HeaderBytes];
        header[2] = 0x81;
        // Recursion available, and either no error or no such name.
        header[3] = (byte)(_steps.ContainsKey(name) || _steps.ContainsKey(Any) ? 0x80 : 0x83);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(6), (ushort)records.Count);
        header.AsSpan(8).Clear();
        return [.. header, .. query[HeaderBytes..(end + 4)], .. records.SelectMany(record => record)];
    }

    private void Add(List<byte[]> records, string name, int type)
    {
        var query = _queries.AddOrUpdate((name, type), 1, (_, count) => count + 1) - 1;
        if (!_steps.TryGetValue(name, out var steps) && !_steps.TryGetValue(Any, out steps))
        {
            return;
        }

        foreach (var entry in steps[Math.Min(query, steps.Length - 1)].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry.StartsWith('='))
            {
                records.Add(Record(name, Alias, WriteName(entry[1..])));
                Add(records, entry[1..], type);
            }
            else if (IPAddress.Parse(entry) is var address && (address.AddressFamily == AddressFamily.InterNetwork ? AddressV4 : AddressV6) == type)
            {
                records.Add(Record(name, type, address.GetAddressBytes()));
            }
        }
    }

    private static byte[] Record(string name, int type, byte[] data)
    {
        // Class IN, time to live 0: ask again every time.
        Span<byte> fields = stackalloc byte[10];
        fields.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(fields, (ushort)type);
        fields[3] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(fields[8..], (ushort)data.Length);
        return [.. WriteName(name), .. fields, .. data];
    }

    private static byte[] WriteName(string name) =>
        [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    private static (string Name, int End) ReadName(byte[] message)
    {
        var labels = new List<string>();
        var at = HeaderBytes;
        for (; message[at] != 0; at += message[at] + 1)
        {
            labels.Add(Encoding.ASCII.GetString(message, at + 1, message[at]));
        }

        return (string.Join('.', labels).ToLowerInvariant(), at + 1);
    }
}
