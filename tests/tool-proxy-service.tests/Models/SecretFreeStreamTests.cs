using FourRunr.ToolProxy.Models.Providers;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models;

public sealed class SecretFreeStreamTests
{
    private static readonly byte[] Secret = "sk-secret-key"u8.ToArray();

    [Fact]
    public async Task Read_SecretSplitAnywhere_BreaksOffBeforeIt()
    {
        var answer = Encoding.UTF8.GetBytes("before sk-secret sk-secret-key after");
        for (var first = 1; first < answer.Length; first++)
        {
            var read = new MemoryStream();

            await Assert.ThrowsAsync<IOException>(() => new SecretFreeStream(new Split(answer, first), Secret).CopyToAsync(read, TestContext.Current.CancellationToken));

            Assert.StartsWith(Encoding.UTF8.GetString(read.ToArray()), "before sk-secret ", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Read_NoSecret_IsTheWholeAnswer()
    {
        var answer = Encoding.UTF8.GetBytes($"sk-s sk-secret-ke {new string('s', 100_000)} sk-secret-ke");
        for (var first = 1; first < 40; first++)
        {
            var read = new MemoryStream();

            await new SecretFreeStream(new Split(answer, first), Secret).CopyToAsync(read, TestContext.Current.CancellationToken);

            Assert.Equal(answer, read.ToArray());
        }
    }

    /// <summary>Gives a first part, then the rest.</summary>
    private sealed class Split(byte[] bytes, int first) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(Position < first ? buffer[..Math.Min(buffer.Length, first - (int)Position)] : buffer, cancellationToken);
    }
}
