using System.Net;
using System.Security.Cryptography;
using FourRunr.Auth.Agents;
using FourRunr.Contracts;
using FourRunr.Testing;
using Xunit;

namespace FourRunr.Auth.Tests.Agents;

public sealed class AgentKeyTests
{
    public static TheoryData<string, string> RefusedKeys()
    {
        using var rsa = RSA.Create(2048);
        using var small = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var good = rsa.ExportSubjectPublicKeyInfoPem();
        var modulus = rsa.ExportParameters(false).Modulus;
        using var weak = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = [3] });
        return new TheoryData<string, string>
        {
            { rsa.ExportPkcs8PrivateKeyPem(), "private key" },
            { rsa.ExportRSAPrivateKeyPem(), "private key" },
            { $"{good}\n{rsa.ExportPkcs8PrivateKeyPem()}", "private key" },
            { curve.ExportSubjectPublicKeyInfoPem(), "not an RSA public key" },
            { small.ExportSubjectPublicKeyInfoPem(), "2048 to 4096" },
            { weak.ExportSubjectPublicKeyInfoPem(), "exponent" },
            { $"{good}\n{good}", "one PEM block" },
            { "not a key", "one PEM block" },
            { "", "one PEM block" },
            { "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "Expected a PUBLIC KEY" },
            { "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "not an RSA public key" },
            { good + new string('\n', AgentKey.LongestPem), "one PEM block" },
            { $"Bag Attributes\n    friendlyName: agent\nKey Attributes: <No Attributes>\n{good}", "'Bag Attributes' before the PEM block" },
            { $"my key:\n{good}", "text before the PEM block" },
            { $"{good}\nthat was it", "text after the PEM block" },
            { $"\uFEFFBag Attributes\\n{good.ReplaceLineEndings("\\n")}", "'Bag Attributes' before the PEM block" },
            { rsa.ExportPkcs8PrivateKeyPem().ReplaceLineEndings("\\n"), "private key" },
        };
    }

    [Theory, MemberData(nameof(RefusedKeys), DisableDiscoveryEnumeration = true)]
    public void TryRead_Unsuitable_SaysWhy(string pem, string reason)
    {
        Assert.False(AgentKey.TryRead(pem, out _, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("\uFEFF{0}")]
    [InlineData("\n  {0}\n\n")]
    public void TryRead_AsFilesAndEnvironmentsHoldIt_SameKey(string form)
    {
        using var rsa = RSA.Create(2048);
        var text = string.Format(CultureInfo.InvariantCulture, form, rsa.ExportSubjectPublicKeyInfoPem());

        foreach (var lineEnd in (string[])["\n", "\r\n", "\\n", "\\r\\n"])
        {
            Assert.True(AgentKey.TryRead(text.ReplaceLineEndings(lineEnd), out var key, out var problem), problem);
            Assert.Equal(rsa.ExportSubjectPublicKeyInfo(), key.PublicKey);
        }
    }

    [Fact]
    public void TryRead_BothPublicForms_SameKey()
    {
        using var rsa = RSA.Create(3072);

        Assert.True(AgentKey.TryRead(rsa.ExportSubjectPublicKeyInfoPem(), out var spki, out _));
        Assert.True(AgentKey.TryRead(rsa.ExportRSAPublicKeyPem(), out var pkcs1, out _));

        Assert.Equal(rsa.ExportSubjectPublicKeyInfo(), spki.PublicKey);
        Assert.Equal(spki.Thumbprint, pkcs1.Thumbprint);
    }

    [Fact]
    public async Task Create_WithPrivateKey_RefusedWithoutEchoingIt()
    {
        await using var host = await AuthHost.StartAsync(Backend.Embedded);
        using var rsa = RSA.Create(2048);
        var pem = rsa.ExportPkcs8PrivateKeyPem();

        var response = await host.Admin.PostAsync("/v1/agents", new CreateAgentRequest("Ada", "scraper", PublicKeyPem: pem));

        var problem = await response.MustBeAsync(GatewayErrors.BodyInvalid);
        Assert.Contains("private key", Assert.Single(problem.Errors!["public_key_pem"]), StringComparison.Ordinal);
        Assert.DoesNotContain(pem.Split('\n')[1], await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, BothBackends]
    public async Task Create_WithOwnKey_ReturnsNoPrivateKey(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        using var rsa = RSA.Create(2048);

        var agent = await host.CreateAgentAsync(publicKeyPem: rsa.ExportSubjectPublicKeyInfoPem());

        Assert.Null(agent.PrivateKeyPem);
        Assert.Equal(new AgentKey(rsa.ExportSubjectPublicKeyInfo()).Thumbprint, agent.KeyThumbprint);
    }

    [Theory, BothBackends]
    public async Task RotateKey_OldKeySignsNoMore_NewOneDoes(Backend backend)
    {
        await using var host = await AuthHost.StartAsync(backend);
        var agent = await host.CreateAgentWithNewKeyAsync();
        using var old = Assertions.KeyOf(agent);

        var rotated = await (await host.Admin.PostAsync($"/v1/agents/{agent.AgentId}/keys", content: null)).ReadAsync<AgentResponse>();

        using var fresh = Assertions.KeyOf(rotated);
        Assert.NotEqual(agent.KeyThumbprint, rotated.KeyThumbprint);
        using var before = await host.RequestTokenAsync(Assertions.Make(agent.AgentId, old, host.Now));
        using var after = await host.RequestTokenAsync(Assertions.Make(agent.AgentId, fresh, host.Now));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (before.StatusCode, after.StatusCode));
    }
}
