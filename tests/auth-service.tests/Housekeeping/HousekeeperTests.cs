using System.Net;
using FourRunr.Auth.Housekeeping;
using FourRunr.Auth.OAuth;
using FourRunr.Contracts;
using FourRunr.Storage;
using FourRunr.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FourRunr.Auth.Tests.Housekeeping;

public sealed class HousekeeperTests
{
    [Theory, BothBackends]
    public async Task Clean_OnlyWhatIsDue_IsDeleted(Backend backend)
    {
        var clock = AuthHost.NewClock();
        await using var host = await AuthHost.StartAsync(backend, clock);
        var agent = await host.CreateAgentAsync();
        using var key = Assertions.KeyOf(agent);
        var assertion = Assertions.Make(agent.AgentId, key, host.Now);
        await (await host.RequestTokenAsync(assertion)).ReadAsync<OAuthTokenResponse>();
        await (await host.RequestTokenAsync(assertion)).ReadAsync<OAuthErrorResponse>(HttpStatusCode.Unauthorized);

        Assert.Equal((1, 1, 1), await CountAfterAsync(host, TimeSpan.FromSeconds(89)));
        Assert.Equal((0, 1, 1), await CountAfterAsync(host, TimeSpan.FromSeconds(2)));
        Assert.Equal((0, 0, 1), await CountAfterAsync(host, TimeSpan.FromMinutes(15) + Housekeeper.TokensKept));
        Assert.Equal((0, 0, 0), await CountAfterAsync(host, Housekeeper.EventsKept));
    }

    private static async Task<(long Assertions, long Tokens, long Events)> CountAfterAsync(AuthHost host, TimeSpan time)
    {
        host.Clock!.Advance(time);
        await host.Service.Services.GetRequiredService<Housekeeper>().CleanAsync(CancellationToken.None);
        return (await CountAsync(host, "assertion_ids"), await CountAsync(host, "tokens"), await CountAsync(host, "security_events"));
    }

    private static Task<long> CountAsync(AuthHost host, string table) =>
        host.Service.Services.GetRequiredService<Database>().ReadAsync(
            async connection =>
            {
                await using var command = connection.CreateCommand();
                command.CommandText = $"SELECT COUNT(*) FROM {table}";
                return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
            },
            CancellationToken.None);
}
