using FourRunr.Bench.Scenarios.Servers;
using FourRunr.Contracts;

namespace FourRunr.Bench.Scenarios.Streams;

/// <summary>Holds what a gateway has on record against the streams that were sent: how many, their tokens and their cost, to the last one.</summary>
internal sealed class StreamLedger
{
    private readonly Client _http;
    private readonly Gateway _gateway;
    private readonly SpendSumResponse _before;

    private StreamLedger(Client http, Gateway gateway, SpendSumResponse before) => (_http, _gateway, _before) = (http, gateway, before);

    public static async Task<StreamLedger> OpenAsync(Client http, Gateway gateway) => new(http, gateway, await SumAsync(http, gateway));

    /// <returns>What is wrong; null if all is on record.</returns>
    public async Task<string?> CloseAsync(int streams, int tokens)
    {
        var after = await SumAsync(_http, _gateway);
        var recorded = new SpendSumResponse(
            after.Calls - _before.Calls, after.Microusd - _before.Microusd, after.InputTokens - _before.InputTokens, after.OutputTokens - _before.OutputTokens);
        var input = (long)streams * StreamRequest.InputTokens;
        var output = (long)streams * tokens;
        var expected = new SpendSumResponse(streams, (input * StreamSettings.InputPrice) + (output * StreamSettings.OutputPrice), input, output);
        return recorded == expected ? null : $"on record is {recorded} instead of {expected}";
    }

    /// <summary>The answer has all calls that have ended.</summary>
    private static async Task<SpendSumResponse> SumAsync(Client http, Gateway gateway) =>
        (await http.GetAsync<SpendReportResponse>(gateway.Url, "/v1/admin/spend")).Total;
}
