using FourRunr.WebConsole.Gateway;

namespace FourRunr.WebConsole.Changes;

/// <summary>The names of operators whose ids other lists have, as the latest change of each says. Asked once for each in a circuit.</summary>
internal sealed class OperatorNames(GatewayClient gateway)
{
    private readonly Dictionary<string, Task<string>> _names = new(StringComparer.Ordinal);

    /// <returns>The id itself where no change tells a name.</returns>
    public Task<string> FindAsync(string operatorId)
    {
        if (!_names.TryGetValue(operatorId, out var name))
        {
            _names[operatorId] = name = AskAsync(operatorId);
        }

        return name;
    }

    private async Task<string> AskAsync(string operatorId)
    {
        var reply = await gateway.GetAsync<Page<OperatorChangeResponse>>($"/v1/admin/changes?operator={Uri.EscapeDataString(operatorId)}&limit=1");
        return reply is GatewayReply<Page<OperatorChangeResponse>>.Ok { Value.Items: [var latest] } ? latest.Operator.Name : operatorId;
    }
}
