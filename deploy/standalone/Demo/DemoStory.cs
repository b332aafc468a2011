using System.Net.Sockets;
using ModelContextProtocol;

namespace FourRunr.Standalone.Demo;

/// <summary>Runs the steps of the demo in order and prints one line for each.</summary>
internal static class DemoStory
{
    private static readonly (string Name, Func<DemoScene, CancellationToken, Task<string>> Play)[] Steps =
    [
        ("register an agent", DemoSteps.RegisterAgentAsync),
        ("set its policy", DemoSteps.SetPolicyAsync),
        ("get a token", DemoSteps.GetTokenAsync),
        ("an allowed call", DemoSteps.CallAllowedAsync),
        ("a denied call", DemoSteps.CallDeniedAsync),
        ("a burst", DemoSteps.CallInBurstAsync),
        ("revoke the token", DemoSteps.RevokeTokenAsync),
        ("add an MCP server", McpSteps.AddServerAsync),
        ("an MCP client", McpSteps.CallToolAsync),
        ("what a model reads", McpSteps.CallDeniedAsync),
        ("the tool changes", McpSteps.ChangeToolAsync),
        ("a budget in money", ModelSteps.SetBudgetAsync),
        ("a streamed answer", ModelSteps.StreamAsync),
        ("beyond the budget", ModelSteps.AskForTooMuchAsync),
        ("the call records", DemoSteps.ListCallRecordsAsync),
    ];

    /// <returns>Whether every step succeeded; the first failure ends the demo.</returns>
    public static async Task<bool> TellAsync(DemoScene scene, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Steps.Length; i++)
        {
            var title = $"{i + 1,2}. {Steps[i].Name,-18}";
            try
            {
                await Console.Out.WriteLineAsync($"✓ {title} {await Steps[i].Play(scene, cancellationToken)}");
            }
            catch (Exception exception) when (exception is DemoException or HttpRequestException or OperationCanceledException or SocketException or McpException)
            {
                await Console.Out.WriteLineAsync($"✗ {title} {exception.Message}");
                await Console.Error.WriteLineAsync($"The demo failed at step {i + 1}, {Steps[i].Name}.");
                return false;
            }
        }

        return true;
    }
}
