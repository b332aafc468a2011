using System.Buffers.Text;
using System.Security.Cryptography;
using FourRunr.Hosting;
using FourRunr.Hosting.Secrets;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Shared.Tests.Secrets;

public sealed class GatewaySecretsTests : IDisposable
{
    private const string PreviousKeys = "GATEWAY_KEK_PREVIOUS";

    private readonly TemporaryDirectory _data = new();

    public static TheoryData<string> BadKeys =>
    [
        "short",
        Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(31)),
        new string('A', 43),
        "change-me-change-me-change-me-change-me-xyz",
        "your-admin-key-goes-here-0000000000000000ab",
        "0123456789012345678901234567890123456789012",
        "not base64 at all, but it is long enough for a key!",
    ];

    public void Dispose() => _data.Dispose();

    [Theory, MemberData(nameof(BadKeys))]
    public void Load_GuessableSecret_RefusedWithoutSayingIt(string bad)
    {
        foreach (var name in (string[])["GATEWAY_ADMIN_KEY", "GATEWAY_SERVICE_KEY", "GATEWAY_KEK"])
        {
            var exception = Assert.Throws<InvalidConfigurationException>(() => Load("Production",
                [.. Good().Where(secret => secret.Key != name), (name, bad)]));

            Assert.Contains(name, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(bad, exception.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GATEWAY_ADMIN_KEY")]
    [InlineData("GATEWAY_SERVICE_KEY")]
    [InlineData("GATEWAY_KEK")]
    public void Load_MissingInProduction_RefusedAndNothingIsMade(string missing)
    {
        var exception = Assert.Throws<InvalidConfigurationException>(() => Load("Production", [.. Good().Where(secret => secret.Key != missing)]));

        Assert.Contains(missing, exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_data.Path));
    }

    [Theory]
    [InlineData("GATEWAY_ADMIN_KEY", "GATEWAY_SERVICE_KEY")]
    [InlineData("GATEWAY_ADMIN_KEY", "GATEWAY_KEK")]
    [InlineData("GATEWAY_SERVICE_KEY", "GATEWAY_KEK")]
    public void Load_TwoEqualSecrets_Refused(string first, string second)
    {
        var good = Good();
        var equal = good.Select(secret => secret.Key == second ? (second, good.Single(other => other.Key == first).Value) : secret).ToArray();

        Assert.Throws<InvalidConfigurationException>(() => Load("Production", equal));
    }

    [Theory]
    [InlineData("{0}\n")]
    [InlineData("{0}\r\n")]
    [InlineData(" {0}")]
    [InlineData("\t{0} \n\n")]
    public void Load_WhiteSpaceAroundASecret_IsNoPartOfIt(string form)
    {
        var good = Good();

        var secrets = Load("Production", [.. good.Select(secret => (secret.Key, string.Format(CultureInfo.InvariantCulture, form, secret.Value)))]);

        Assert.True(secrets.IsAdminKey(good[0].Value));
        Assert.Equal(good[1].Value, secrets.ServiceKey);
        Assert.Equal(Base64Url.DecodeFromChars(good[2].Value), secrets.KeyEncryptionKey);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData(" ")]
    public void Load_WhiteSpaceWithinASecret_IsRefused(string space)
    {
        var good = Good();
        foreach (var (name, value) in good)
        {
            var broken = good.Select(secret => secret.Key == name ? (name, value.Insert(20, space)) : secret).ToArray();

            Assert.Contains(name, Assert.Throws<InvalidConfigurationException>(() => Load("Production", broken)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_GoodSecretsInProduction_AreUsedAndNotShown()
    {
        var good = Good();

        var secrets = Load("Production", good);

        Assert.True(secrets.IsAdminKey(good[0].Value));
        Assert.True(secrets.IsServiceKey(good[1].Value));
        Assert.False(secrets.IsAdminKey(good[1].Value));
        Assert.False(secrets.IsServiceKey(good[0].Value));
        Assert.Equal(Base64Url.DecodeFromChars(good[2].Value), secrets.KeyEncryptionKey);
        Assert.All(good, secret => Assert.DoesNotContain(secret.Value, secrets.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Load_PlainBase64_IsAcceptedToo()
    {
        var kek = RandomNumberGenerator.GetBytes(32);
        kek[0] = 0xFB;
        kek[1] = 0xFF;

        var secrets = Load("Production", [.. Good()[..2], ("GATEWAY_KEK", Convert.ToBase64String(kek))]);

        Assert.Equal(kek, secrets.KeyEncryptionKey);
    }

    [Fact]
    public void Load_PreviousKeys_AreReadInOrderAndNotShown()
    {
        string[] previous = [RandomKey(), RandomKey()];

        var secrets = Load("Production", [.. Good(), (PreviousKeys, $" {previous[0]}, {previous[1]},")]);

        Assert.Equal(previous.Select(key => Base64Url.DecodeFromChars(key)), secrets.PreviousKeyEncryptionKeys);
        Assert.Empty(Load("Production", [.. Good(), (PreviousKeys, "")]).PreviousKeyEncryptionKeys);
    }

    [Theory, MemberData(nameof(BadKeys))]
    public void Load_GuessablePreviousKey_RefusedWithoutSayingIt(string bad)
    {
        var exception = Assert.Throws<InvalidConfigurationException>(
            () => Load("Production", [.. Good(), (PreviousKeys, $"{RandomKey()},{bad}")]));

        Assert.Contains(PreviousKeys, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(bad, exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PreviousKeyThatIsAnotherSecret_Refused()
    {
        var good = Good();
        var inTheOtherAlphabet = Convert.ToBase64String(Base64Url.DecodeFromChars(good[2].Value));
        var key = RandomKey();

        foreach (var same in (string[])[.. good.Select(secret => secret.Value), inTheOtherAlphabet, $"{key},{key}"])
        {
            Assert.Throws<InvalidConfigurationException>(() => Load("Production", [.. good, (PreviousKeys, same)]));
        }
    }

    [Theory]
    [InlineData("Standalone")]
    [InlineData("Development")]
    public void Load_FirstStartOutsideProduction_MakesPrivateFilesOnce(string environment)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        var first = Load(environment, []);
        var second = Load(environment, []);

        var files = Directory.GetFiles(Path.Combine(_data.Path, "secrets"));
        Assert.Equal(["admin-key", "kek", "service-key"], files.Select(Path.GetFileName).Order());
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(file)));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, ModeOf(Path.Combine(_data.Path, "secrets")));
        Assert.Equal(first.ServiceKey, second.ServiceKey);
        Assert.Equal(first.KeyEncryptionKey, second.KeyEncryptionKey);
        Assert.True(second.IsAdminKey(File.ReadAllText(GatewaySecrets.AdminKeyFile(_data.Path)).Trim()));
    }

    [Fact]
    public void Load_ManyServicesStartAtOnce_AllHaveTheSameSecrets()
    {
        var loaded = new GatewaySecrets[16];

        Parallel.For(0, loaded.Length, new ParallelOptions { MaxDegreeOfParallelism = loaded.Length }, i => loaded[i] = Load("Standalone", []));

        Assert.Single(loaded.Select(secrets => secrets.ServiceKey).Distinct());
        Assert.Single(loaded.Select(secrets => Convert.ToHexString(secrets.KeyEncryptionKey)).Distinct());
        Assert.Equal(3, Directory.GetFiles(Path.Combine(_data.Path, "secrets")).Length);
    }

    [Fact]
    public void SecretFile_MadeByTwoInTheSameInstant_IsTheSameForBoth()
    {
        using var bothStart = new Barrier(2);
        for (var i = 0; i < 500; i++)
        {
            var path = Path.Combine(_data.Path, $"key-{i}");
            var secrets = new string[2];
            var other = new Thread(() => Make(1));
            other.Start();
            Make(0);
            other.Join();

            Assert.Equal(secrets[0], secrets[1]);
            Assert.Equal(i + 1, Directory.GetFiles(_data.Path).Length);

            void Make(int one)
            {
                // Both have seen that there is no file when the first of them puts its own in place.
                secrets[one] = SecretFile.ReadOrCreate(path, () =>
                {
                    Assert.True(bothStart.SignalAndWait(TimeSpan.FromSeconds(60)));
                    return $"made by {one}";
                });
            }
        }
    }

    [Fact]
    public void SecretFile_Empty_RefusedInsteadOfAnEmptySecret()
    {
        var path = Path.Combine(_data.Path, "key");
        File.WriteAllText(path, "\n");

        var exception = Assert.Throws<InvalidConfigurationException>(() => SecretFile.ReadOrCreate(path, () => "made"));

        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SecretFile_ThatSomeoneElseWrote_IsReadAndNotMadeAgain()
    {
        var path = Path.Combine(_data.Path, "key");
        File.WriteAllText(path, "theirs\n");

        Assert.Equal("theirs", SecretFile.ReadOrCreate(path, () => throw new InvalidOperationException("It exists.")));
    }

    private static (string Key, string Value)[] Good() =>
        [.. ((string[])["GATEWAY_ADMIN_KEY", "GATEWAY_SERVICE_KEY", "GATEWAY_KEK"]).Select(key => (key, RandomKey()))];

    private static UnixFileMode ModeOf(string path) =>
        OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : File.GetUnixFileMode(path);

    private static string RandomKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private GatewaySecrets Load(string environment, (string, string)[] settings)
    {
        var configuration = TestEnvironment.Configuration([("GATEWAY_DATA_DIR", _data.Path), .. settings]);
        return GatewaySecrets.Load(configuration, GatewaySettings.From(configuration, new TestEnvironment(environment)));
    }
}
