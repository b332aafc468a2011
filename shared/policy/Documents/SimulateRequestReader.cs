namespace FourRunr.PolicyEvaluation.Documents;

/// <summary>Reads a draft and the range of calls that it is to be tried on.</summary>
public static class SimulateRequestReader
{
    /// <summary>Most call records that one simulation replays.</summary>
    public const int MostRecords = 10_000;

    public static SimulateRequest? Read(JsonElement json, string path, DocumentErrors errors) => ObjectReader.Read(json, path, errors, reader =>
    {
        var draft = reader.Nested("draft", PolicyRequestReader.Read, required: true);
        var policyId = reader.Text("policy_id", maxLength: 64);
        var from = reader.Moment("from", required: true);
        var to = reader.Moment("to", required: true);
        var limit = (int?)reader.WholeNumber("limit", 1, MostRecords);
        if (from >= to)
        {
            reader.Complain("to", "must be after 'from'");
        }

        return draft is null || from is null || to is null ? null : new SimulateRequest(draft, from.Value, to.Value, policyId, limit);
    });
}
