using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.Shared.Tests.Http;

/// <summary>Connections take their buffers from the server's own pool, which keeps as many as are used at once.</summary>
public sealed class ConnectionBufferTests
{
    [Fact]
    public async Task Request_AnyConnection_UsesTheServersPool()
    {
        var pools = new CountedPools();
        await using var service = await TinyService.StartAsync(configure: services => services.AddSingleton<IMemoryPoolFactory<byte>>(pools));

        using var answer = await service.Client.GetAsync("/things/1");

        Assert.True(answer.IsSuccessStatusCode);
        // One to read the request into, one to write the answer into.
        Assert.InRange(pools.Rented, 2, int.MaxValue);
    }

    private sealed class CountedPools : IMemoryPoolFactory<byte>
    {
        private int _rented;

        public int Rented => Volatile.Read(ref _rented);

        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool(this);

        private sealed class Pool(CountedPools pools) : MemoryPool<byte>
        {
            public override int MaxBufferSize => 4096;

            public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
            {
                Interlocked.Increment(ref pools._rented);
                return Shared.Rent(4096);
            }

            protected override void Dispose(bool disposing)
            {
            }
        }
    }
}
