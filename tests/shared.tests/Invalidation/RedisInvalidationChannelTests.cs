using FourRunr.Invalidation;
using FourRunr.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Xunit;

namespace FourRunr.Shared.Tests.Invalidation;

public sealed class RedisInvalidationChannelTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Publish_OnOneInstance_EverySubscriberOfEveryInstanceHears()
    {
        using var first = await StartInstanceAsync(TestServers.Redis);
        using var second = await StartInstanceAsync(TestServers.Redis);
        var (publisher, other) = (ChannelOf(first), ChannelOf(second));
        await LiveChannel.WaitAsync(publisher);
        await LiveChannel.WaitAsync(other);
        string[] subjects = [$"token:{Guid.NewGuid():N}", "agent:ä \"quoted\""];
        var heard = new[] { publisher, other, other }.Select(channel => Hear(channel, subjects[0])).ToArray();

        await publisher.PublishAsync(subjects, CancellationToken.None);

        Assert.All(await Task.WhenAll(heard).WaitAsync(Patience), message => Assert.Equal(subjects, message));
        await StopAsync(first, second);
    }

    [Fact]
    public async Task Subscribe_Disposed_HearsNoMore()
    {
        using var instance = await StartInstanceAsync(TestServers.Redis);
        var channel = ChannelOf(instance);
        await LiveChannel.WaitAsync(channel);
        var subject = $"token:{Guid.NewGuid():N}";
        var ended = 0;
        channel.Subscribe(subjects => ended += subjects.Count(heard => heard == subject)).Dispose();
        var last = Hear(channel, subject);

        await channel.PublishAsync([subject], CancellationToken.None);
        await last.WaitAsync(Patience);

        Assert.Equal(0, ended);
        await StopAsync(instance);
    }

    [Fact]
    public async Task LiveSince_RedisGoesAndComesBack_EndsAndBeginsAnew()
    {
        await using var redis = await PrivateRedis.StartAsync();
        using var instance = await StartInstanceAsync(redis.Address);
        var channel = ChannelOf(instance);
        await LiveChannel.WaitAsync(channel);
        var before = channel.LiveSince;

        await redis.StopAsync();
        await LiveChannel.WaitAsync(channel, live: false);
        var away = TimeProvider.System.GetTimestamp();
        await channel.PublishAsync(["lost"], CancellationToken.None);
        Assert.Null(channel.LiveSince);

        await redis.StartAgainAsync();
        await LiveChannel.WaitAsync(channel);
        Assert.True(channel.LiveSince > away && away > before);
        var heard = Hear(channel, "found");
        await channel.PublishAsync(["found"], CancellationToken.None);
        Assert.Equal(["found"], await heard.WaitAsync(Patience));
        await StopAsync(instance);
    }

    [Fact]
    public async Task LiveSince_RedisFallsSilent_EndsAndBeginsAnew()
    {
        await using var redis = await PrivateRedis.StartAsync();
        using var instance = await StartInstanceAsync(redis.Address);
        var channel = ChannelOf(instance);
        await LiveChannel.WaitAsync(channel);

        await redis.FreezeAsync();
        await LiveChannel.WaitAsync(channel, live: false);
        var away = TimeProvider.System.GetTimestamp();
        await redis.ThawAsync();

        await LiveChannel.WaitAsync(channel);
        Assert.True(channel.LiveSince > away);
        await StopAsync(instance);
    }

    [Fact]
    public async Task Start_RedisAway_BecomesLiveWhenItComes()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await redis.StopAsync();
        using var instance = await StartInstanceAsync(redis.Address);
        var channel = ChannelOf(instance);
        await channel.PublishAsync(["nobody hears"], CancellationToken.None);
        Assert.Null(channel.LiveSince);

        await redis.StartAgainAsync();

        await LiveChannel.WaitAsync(channel);
        await StopAsync(instance);
    }

    [Theory]
    [InlineData("", 1000, 500)]
    [InlineData(",syncTimeout=7000,connectTimeout=3000", 3000, 7000)]
    public async Task Connect_TimesOfTheConnectionString_WinOverTheDefaults(string times, int connect, int command)
    {
        await using var redis = await PrivateRedis.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:Redis", redis.Address + times)]).Build();
        await using var services = new ServiceCollection().AddInvalidation(configuration).BuildServiceProvider();

        var options = ConfigurationOptions.Parse(services.GetRequiredService<IConnectionMultiplexer>().Configuration);

        Assert.Equal((connect, command, false), (options.ConnectTimeout, options.SyncTimeout, options.AbortOnConnectFail));
        Assert.Equal([redis.Address], options.EndPoints.Select(endPoint => $"{endPoint}"));
    }

    private static IInvalidationChannel ChannelOf(IHost host) => host.Services.GetRequiredService<IInvalidationChannel>();

    private static Task<IReadOnlyCollection<string>> Hear(IInvalidationChannel channel, string subject)
    {
        var heard = new TaskCompletionSource<IReadOnlyCollection<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.Subscribe(subjects =>
        {
            if (subjects.Contains(subject))
            {
                heard.TrySetResult(subjects);
            }
        });
        return heard.Task;
    }

    private static async Task<IHost> StartInstanceAsync(string redis)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:Redis", redis)]);
        builder.Services.AddInvalidation(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static Task StopAsync(params IHost[] hosts) => Task.WhenAll(hosts.Select(host => host.StopAsync()));
}
