namespace FourRunr.PolicyEvaluation.Documents;

/// <summary>Reads the call that is to be explained.</summary>
public static class ExplainRequestReader
{
    internal const long MostBytes = 1024 * 1024;
    internal const int LongestWord = 128;
    internal const int LongestModel = 256;

    public static ExplainRequest? Read(JsonElement json, string path, DocumentErrors errors) => ObjectReader.Read(json, path, errors, reader =>
    {
        var agentId = reader.Name("agent_id", PolicyNames.ComplainOfAgentId, required: true);
        var role = reader.Name("role", PolicyNames.ComplainOfRole);
        var tags = reader.Texts("tags", AgentTags.Most, PolicyNames.ComplainOfTag);
        var tool = reader.Text("tool", required: true, LongestWord);
        var action = reader.Text("action", required: true, LongestWord);
        var intent = reader.Text("intent", maxLength: LongestWord);
        var parameters = reader.AnyObject("params");
        var bytes = reader.WholeNumber("request_bytes", 0, MostBytes);
        var model = reader.Text("model", maxLength: LongestModel);
        var time = reader.Moment("time");
        return agentId is null || tool is null || action is null
            ? null
            : new ExplainRequest
            {
                AgentId = agentId,
                Role = role,
                Tags = tags,
                Tool = tool,
                Action = action,
                Intent = intent,
                Params = parameters,
                RequestBytes = bytes,
                Model = model,
                Time = time,
            };
    });
}
