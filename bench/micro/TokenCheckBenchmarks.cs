using BenchmarkDotNet.Attributes;
using FourRunr.Auth.Tokens;
using FourRunr.Bench.Micro.MeasuredGateways;
using FourRunr.Contracts;
using FourRunr.Hosting.Access;
using Microsoft.Extensions.DependencyInjection;

namespace FourRunr.Bench.Micro;

/// <summary>What auth-service, which remembers no token, does with one: a good one is decrypted with RSA, a forged one is not.</summary>
[MemoryDiagnoser]
public class TokenCheckBenchmarks
{
    private MeasuredGateway? _gateway;
    private TokenVerifier? _verifier;
    private IBearerIntrospector? _introspector;
    private string _token = "";
    private string _forged = "";

    [GlobalSetup]
    public async Task StartAsync()
    {
        _gateway = await MeasuredGateway.StartStandaloneAsync();
        _verifier = _gateway.Auth.GetRequiredService<TokenVerifier>();
        _introspector = _gateway.Auth.GetRequiredService<IBearerIntrospector>();
        _token = await _gateway.IssueTokenAsync();
        var mac = _token.LastIndexOf('.') + 1;
        _forged = _token[..mac] + (_token[mac] == 'A' ? 'B' : 'A') + _token[(mac + 1)..];
        if (await VerifyColdAsync() is not null || await VerifyForgedAsync() != GatewayErrors.TokenInvalid.Code)
        {
            throw new InvalidOperationException("The tokens are not what they should be.");
        }
    }

    [GlobalCleanup]
    public async Task StopAsync() => await _gateway!.DisposeAsync();

    [Benchmark]
    public async Task<string?> VerifyColdAsync() => (await _verifier!.VerifyAsync(_token, CancellationToken.None)).Refusal?.Code;

    /// <summary>The MAC is wrong.</summary>
    [Benchmark]
    public async Task<string?> VerifyForgedAsync() => (await _verifier!.VerifyAsync(_forged, CancellationToken.None)).Refusal?.Code;

    /// <summary>With the look into the registry, in SQLite.</summary>
    [Benchmark]
    public async Task<bool> IntrospectColdAsync() => (await _introspector!.IntrospectAsync(_token.AsMemory(), CancellationToken.None)).Active;
}
