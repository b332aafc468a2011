using System.ComponentModel;
using System.Security.Cryptography;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace FourRunr.Testing.McpServer;

/// <summary>Tools of 2026-07-28 that need something of the client before they answer.</summary>
[McpServerToolType]
internal sealed class AskingTools
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    [McpServerTool(Name = "test_input_required_result_elicitation"), Description("Asks for a name.")]
    public static string Name(RequestContext<CallToolRequestParams> call) =>
        Questions.Answer(call.Params.InputResponses, "user_name", "name") is { } name ? $"Hello, {name}!" : throw Questions.Ask(Questions.UserName);

    [McpServerTool(Name = "test_input_required_result_sampling"), Description("Asks the client's model.")]
    public static string Sampling(RequestContext<CallToolRequestParams> call) => Once(call, Questions.Capital);

    [McpServerTool(Name = "test_input_required_result_list_roots"), Description("Asks for the client's roots.")]
    public static string Roots(RequestContext<CallToolRequestParams> call) => Once(call, Questions.Roots);

    [McpServerTool(Name = "test_input_required_result_multiple_inputs"), Description("Asks for three things at once.")]
    public static string Several(RequestContext<CallToolRequestParams> call) =>
        Once(call, "several", Questions.UserName, Questions.Greeting, Questions.Roots);

    [McpServerTool(Name = "test_input_required_result_request_state"), Description("Wants its state back.")]
    public static string State(RequestContext<CallToolRequestParams> call) => call.Params.RequestState switch
    {
        null => throw Questions.Ask("waits", ("confirm", Questions.Form("Please confirm", "ok", "boolean"))),
        "waits" => "state-ok",
        _ => "The state is another one.",
    };

    [McpServerTool(Name = "test_input_required_result_multi_round"), Description("Asks twice.")]
    public static string TwoRounds(RequestContext<CallToolRequestParams> call) => call.Params.RequestState switch
    {
        null => throw Questions.Ask("first", ("step1", Questions.Form("Step 1: What is your name?", "name"))),
        "first" => throw Questions.Ask("second", ("step2", Questions.Form("Step 2: What is your favorite color?", "color"))),
        _ => "Both rounds are done.",
    };

    [McpServerTool(Name = "test_input_required_result_tampered_state"), Description("Signs its state.")]
    public static string SignedState(RequestContext<CallToolRequestParams> call)
    {
        var signed = Convert.ToHexString(HMACSHA256.HashData(Key, "tampered_state"u8));
        return call.Params.RequestState switch
        {
            null => throw Questions.Ask(signed, ("confirm", Questions.Form("Please confirm", "ok", "boolean"))),
            { } state when CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(signed)) => "The state is intact.",
            _ => throw new McpProtocolException("The state was changed.", McpErrorCode.InvalidParams),
        };
    }

    [McpServerTool(Name = "test_input_required_result_capabilities"), Description("Asks only for what the client can give.")]
    public static string Capabilities(RequestContext<CallToolRequestParams> call)
    {
        var capabilities = call.JsonRpcRequest.Context?.ClientCapabilities;
        (string, InputRequest)[] questions =
        [
            .. capabilities?.Sampling is null ? [] : ((string, InputRequest)[])[Questions.Capital],
            .. capabilities?.Elicitation is null ? [] : ((string, InputRequest)[])[Questions.UserName],
            .. capabilities?.Roots is null ? [] : ((string, InputRequest)[])[Questions.Roots],
        ];
        return questions.Length == 0 ? "The client can give nothing." : Once(call, questions);
    }

    private static string Once(RequestContext<CallToolRequestParams> call, params (string Key, InputRequest Request)[] questions) => Once(call, state: null, questions);

    private static string Once(RequestContext<CallToolRequestParams> call, string? state, params (string Key, InputRequest Request)[] questions) =>
        questions.All(question => call.Params.InputResponses?.ContainsKey(question.Key) is true) ? "The client has answered." : throw Questions.Ask(state, questions);
}
