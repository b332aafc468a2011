using System.Buffers.Text;
using System.Security.Cryptography;
using FourRunr.Hosting;
using FourRunr.Hosting.Secrets;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Shared.Tests.Secrets;

public sealed class KeyEnvelopeTests
{
    private static readonly SecretLabel Label = new("tool credential", "serpapi", "3");
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("a secret of some tool");

    private readonly string _kek = RandomKey();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(100_000)]
    public void Open_WhatWasSealed_IsTheSecret(int length)
    {
        var secret = RandomNumberGenerator.GetBytes(length);
        var stored = Envelope(_kek).Encrypt(secret, Label);

        Assert.Equal(secret, Envelope(_kek).Decrypt(stored, Label));
    }

    [Fact]
    public void Seal_Twice_SharesNothing()
    {
        var envelope = Envelope(_kek);
        var (one, other) = (envelope.Encrypt(Secret, Label), envelope.Encrypt(Secret, Label));

        Assert.NotEqual(one.WrappedKey, other.WrappedKey);
        Assert.NotEqual(one.Ciphertext, other.Ciphertext);
        Assert.NotEqual(one.Ciphertext[28..], other.Ciphertext[28..]);
        Assert.Equal(12 + 16 + 32, one.WrappedKey.Length);
        Assert.Equal(12 + 16 + Secret.Length, one.Ciphertext.Length);
    }

    [Fact]
    public void Open_WithoutTheKey_Refused() =>
        Assert.Throws<SecretUnreadableException>(() => Envelope(RandomKey(), RandomKey()).Decrypt(Envelope(_kek).Encrypt(Secret, Label), Label));

    [Theory]
    [InlineData("signing key", "serpapi", "3")]
    [InlineData("tool credential", "openai", "3")]
    [InlineData("tool credential", "serpapi", "4")]
    [InlineData("tool credential", "serpapi3", "")]
    [InlineData("tool credentialserpapi", "", "3")]
    public void Open_InTheNameOfAnother_Refused(string purpose, string name, string version)
    {
        var envelope = Envelope(_kek);
        var stored = envelope.Encrypt(Secret, Label);

        Assert.Throws<SecretUnreadableException>(() => envelope.Decrypt(stored, new SecretLabel(purpose, name, version)));
        Assert.Throws<SecretUnreadableException>(() => envelope.Rewrap(stored, new SecretLabel(purpose, name, version)));
    }

    [Fact]
    public void Open_PartsOfTwoSecretsOfOneLabel_Refused()
    {
        var envelope = Envelope(_kek);
        var stored = envelope.Encrypt(Secret, Label);

        Assert.Throws<SecretUnreadableException>(() => envelope.Decrypt(stored with { WrappedKey = envelope.Encrypt(Secret, Label).WrappedKey }, Label));
        Assert.Throws<SecretUnreadableException>(() => envelope.Decrypt(stored with { WrappedKey = stored.Ciphertext, Ciphertext = stored.WrappedKey }, Label));
    }

    [Fact]
    public void Open_AnyByteChangedOrCutOff_Refused()
    {
        var envelope = Envelope(_kek);
        var stored = envelope.Encrypt(Secret, Label);

        for (var i = 0; i < stored.WrappedKey.Length; i++)
        {
            Assert.Throws<SecretUnreadableException>(() => envelope.Decrypt(stored with { WrappedKey = Flipped(stored.WrappedKey, i) }, Label));
            Assert.Throws<SecretUnreadableException>(() => envelope.Decrypt(stored with { WrappedKey = stored.WrappedKey[..i] }, Label));
        }

        for (var i = 0; i < stored.Ciphertext.Length; i++)
        {
            Assert.Throws<SecretUnreadableException>(() => envelope.Decrypt(stored with { Ciphertext = Flipped(stored.Ciphertext, i) }, Label));
            Assert.Throws<SecretUnreadableException>(() => envelope.Decrypt(stored with { Ciphertext = stored.Ciphertext[..i] }, Label));
        }
    }

    [Fact]
    public void Open_KekIdOfAnotherKnownKey_Refused()
    {
        var (old, now) = (_kek, RandomKey());
        var stored = Envelope(old).Encrypt(Secret, Label);

        Assert.Throws<SecretUnreadableException>(() => Envelope(now, old).Decrypt(stored with { KekId = Envelope(now).CurrentKekId }, Label));
    }

    [Fact]
    public void Rewrap_UnderANewKey_NeedsTheOldOneNoMore()
    {
        var (old, now) = (_kek, RandomKey());
        var stored = Envelope(old).Encrypt(Secret, Label);
        var both = Envelope(now, old);

        Assert.Equal(Secret, both.Decrypt(stored, Label));
        var wrapped = both.Rewrap(stored, Label);

        Assert.Equal(stored.Ciphertext, wrapped.Ciphertext);
        Assert.Equal(both.CurrentKekId, wrapped.KekId);
        Assert.Equal(Secret, Envelope(now).Decrypt(wrapped, Label));
        Assert.Throws<SecretUnreadableException>(() => Envelope(old).Decrypt(wrapped, Label));
    }

    [Fact]
    public void KekId_OfAKey_IsAlwaysTheSameAndShowsNothing()
    {
        var id = Envelope(_kek).CurrentKekId;

        Assert.Equal(id, Envelope(_kek).CurrentKekId);
        Assert.Matches("^[0-9a-f]{16}$", id);
        Assert.DoesNotContain(id, Convert.ToHexStringLower(Base64Url.DecodeFromChars(_kek)), StringComparison.Ordinal);
        Assert.DoesNotContain(id, Convert.ToHexStringLower(SHA256.HashData(Base64Url.DecodeFromChars(_kek))), StringComparison.Ordinal);
    }

    private static byte[] Flipped(byte[] bytes, int index)
    {
        byte[] copy = [.. bytes];
        copy[index] ^= 1;
        return copy;
    }

    private static string RandomKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static KeyEnvelope Envelope(string current, params string[] previous)
    {
        using var data = new TemporaryDirectory();
        var configuration = TestEnvironment.Configuration(
            ("GATEWAY_DATA_DIR", data.Path),
            ("GATEWAY_ADMIN_KEY", RandomKey()),
            ("GATEWAY_SERVICE_KEY", RandomKey()),
            ("GATEWAY_KEK", current),
            ("GATEWAY_KEK_PREVIOUS", string.Join(", ", previous)));
        return new KeyEnvelope(GatewaySecrets.Load(configuration, GatewaySettings.From(configuration, new TestEnvironment("Production"))));
    }
}
