using System.Security.Cryptography;
using FourRunr.Hosting;
using FourRunr.Testing;
using FourRunr.ToolProxy.Budgets.Alerts;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Budgets.Alerts;

public sealed class BudgetWebhookTests
{
    private const string Url = "https://hooks.example.org/budgets?team=a";

    /// <summary>The example of the Standard Webhooks specification's own libraries.</summary>
    private const string KnownSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string KnownId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string KnownBody = """{"test": 2432232314}""";
    private const string KnownSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    [Fact]
    public void Sign_KnownMessage_HasTheKnownSignature()
    {
        var request = Read((BudgetWebhook.UrlKey, Url), (BudgetWebhook.SecretKey, KnownSecret))
            .Sign(KnownId, KnownBody, DateTimeOffset.FromUnixTimeSeconds(1614265330));

        Assert.Equal(
            [new("webhook-id", KnownId), new("webhook-timestamp", "1614265330"), new("webhook-signature", KnownSignature)], request.Headers);
        Assert.Equal(Url, request.Url.AbsoluteUri);
    }

    [Fact]
    public void Read_SecretInAFile_IsTheSame()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "secret");
        File.WriteAllText(path, $"{KnownSecret}\n");

        var request = Read((BudgetWebhook.UrlKey, Url), (BudgetWebhook.SecretFileKey, path))
            .Sign(KnownId, KnownBody, DateTimeOffset.FromUnixTimeSeconds(1614265330));

        Assert.Contains(request.Headers, header => header.Value == KnownSignature);
    }

    [Fact]
    public void Read_NoUrl_IsNoWebhook() => Assert.Null(BudgetWebhook.From(Configuration()));

    [Theory]
    [InlineData("ftp://example.org", KnownSecret)]
    [InlineData("https://user@example.org", KnownSecret)]
    [InlineData(Url, "")]
    [InlineData(Url, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData(Url, "whsec_c2hvcnQ=")]
    [InlineData(Url, "whsec_not base64")]
    public void Read_UnusableUrlOrSecret_StopsTheStartAndShowsNoSecret(string url, string secret)
    {
        var refusal = Assert.Throws<InvalidConfigurationException>(() => Read((BudgetWebhook.UrlKey, url), (BudgetWebhook.SecretKey, secret)));

        Assert.True(secret.Length == 0 || !refusal.Message.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_FileIsMissing_StopsTheStart() =>
        Assert.Throws<InvalidConfigurationException>(() => Read((BudgetWebhook.UrlKey, Url), (BudgetWebhook.SecretFileKey, "/none/such")));

    [Fact]
    public void PauseAfter_MoreTries_GrowsUpToAnHour()
    {
        Assert.Equal([5, 10, 20, 40], Enumerable.Range(1, 4).Select(tries => BudgetAlertSender.PauseAfter(tries).TotalSeconds));
        Assert.Equal(TimeSpan.FromHours(1), BudgetAlertSender.PauseAfter(50));
    }

    /// <summary>As a receiver verifies: by its own arithmetic.</summary>
    public static bool IsSignedWith(string secret, string id, string timestamp, string body, string signature) =>
        signature == $"v1,{Convert.ToBase64String(HMACSHA256.HashData(
            Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")))}";

    private static BudgetWebhook Read(params (string Key, string Value)[] settings) =>
        BudgetWebhook.From(Configuration(settings)) ?? throw new InvalidOperationException("There is no webhook.");

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value))).Build();
}
