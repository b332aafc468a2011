namespace FourRunr.PolicyEvaluation.Documents;

/// <summary>Reads tests of policies, with the policies if they come along.</summary>
public static class PolicyTestRequestReader
{
    private const int MostTests = 1_000;
    private const int LongestName = 256;
    private const int LongestRule = 1_024;

    public static PolicyTestRequest? Read(JsonElement json, string path, DocumentErrors errors) => ObjectReader.Read(json, path, errors, reader =>
    {
        var policies = PolicyListReader.ReadMember(reader, errors, required: false);
        var tests = reader.Items("tests", MostTests, (item, itemPath) => reader.ReadItem(item, itemPath, ReadTest), required: true);
        if (tests is { Count: 0 })
        {
            reader.Complain("tests", "must have at least one item");
        }

        return tests is null ? null : new PolicyTestRequest(tests, policies);
    });

    private static PolicyTestCase? ReadTest(ObjectReader reader)
    {
        var name = reader.Text("name", required: true, LongestName);
        var given = reader.Child("given", ReadCall, required: true);
        var expect = reader.Child("expect", ReadExpectation, required: true);
        return name is null || given is null || expect is null ? null : new PolicyTestCase(name, given, expect);
    }

    private static PolicyTestCall? ReadCall(ObjectReader reader)
    {
        var agentId = reader.Name("agent_id", PolicyNames.ComplainOfAgentId);
        var role = reader.Name("role", PolicyNames.ComplainOfRole, required: true);
        var tags = reader.Texts("tags", AgentTags.Most, PolicyNames.ComplainOfTag);
        var tool = reader.Text("tool", required: true, ExplainRequestReader.LongestWord);
        var action = reader.Text("action", required: true, ExplainRequestReader.LongestWord);
        var intent = reader.Text("intent", maxLength: ExplainRequestReader.LongestWord);
        var parameters = reader.AnyObject("params");
        var bytes = reader.WholeNumber("request_bytes", 0, ExplainRequestReader.MostBytes);
        var model = reader.Text("model", maxLength: ExplainRequestReader.LongestModel);
        var time = reader.Moment("time");
        return role is null || tool is null || action is null
            ? null
            : new PolicyTestCall
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
    }

    private static PolicyTestExpectation? ReadExpectation(ObjectReader reader)
    {
        var effect = reader.Word<PolicyEffect>("effect", required: true);
        var code = reader.Text("code", maxLength: LongestName);
        var rule = reader.Text("rule", maxLength: LongestRule);
        var policy = reader.Text("policy", maxLength: PolicyNames.LongestName);
        if (code is not null && effect is not PolicyEffect.Deny)
        {
            reader.Complain("code", "can be expected of a denial only");
        }

        return effect is null ? null : new PolicyTestExpectation(effect.Value, code, rule, policy);
    }
}
