using System.Net.Sockets;
using FourRunr.Standalone.Demo.Steps;

namespace FourRunr.Standalone.Demo;

/// <summary>The story in order. Each step plays its part on the scene and says in one line what came of it.</summary>
internal static class DemoStory
{
    private static readonly (string Name, Func<DemoScene, CancellationToken, Task<string>> Play)[] Steps =
    [
        ("register an agent", RegisterAgent.PlayAsync),
        ("set its policy", SetPolicy.PlayAsync),
        ("get a token", GetToken.PlayAsync),
        ("an allowed call", AllowedCall.PlayAsync),
        ("a denied call", DeniedCall.PlayAsync),
        ("a burst", Burst.PlayAsync),
        ("revoke the token", TokenRevocation.PlayAsync),
        ("refused at once", RefusedCall.PlayAsync),
        ("the call records", CallRecords.PlayAsync),
    ];

    /// <returns>Whether every step did what it should; the first that did not ends the story.</returns>
    public static async Task<bool> TellAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Steps.Length; i++)
        {
            var title = $"{i + 1}. {Steps[i].Name,-18}";
            try
            {
                await Console.Out.WriteLineAsync($"✓ {title} {await Steps[i].Play(scene, cancellationToken)}");
            }
            catch (Exception exception) when (exception is DemoException or HttpRequestException or OperationCanceledException or SocketException)
            {
                await Console.Out.WriteLineAsync($"✗ {title} {exception.Message}");
                await Console.Error.WriteLineAsync($"The demo failed at step {i + 1}, {Steps[i].Name}.");
                return false;
            }
        }

        return true;
    }
}
