namespace FourRunr.PolicyEvaluation.Documents;

/// <summary>Reads a set of policies that is to be applied.</summary>
public static class ApplyRequestReader
{
    /// <summary>
    /// One document with a member <c>policies</c>, or a stream of policy documents, which are known as <c>policies[0]</c> and
    /// so on.
    /// </summary>
    public static ApplyRequest? Read(IReadOnlyList<JsonElement> documents, DocumentErrors errors)
    {
        if (documents is [{ ValueKind: JsonValueKind.Object } only] && only.TryGetProperty("policies", out _))
        {
            return ObjectReader.Read(only, "", errors, reader => ReadSet(reader, errors));
        }

        if (documents.Count is 0 or > PolicyListReader.MostPolicies)
        {
            errors.Add("policies", $"must have 1 to {PolicyListReader.MostPolicies} items");
            return null;
        }

        var policies = PolicyListReader.Read(
            documents.Select((json, index) => (json, string.Create(CultureInfo.InvariantCulture, $"policies[{index}]"))), errors);
        return policies is null ? null : new ApplyRequest(policies);
    }

    private static ApplyRequest? ReadSet(ObjectReader reader, DocumentErrors errors)
    {
        var policies = PolicyListReader.ReadMember(reader, errors, required: true);
        var prune = reader.Flag("prune");
        var prefix = reader.Text("prune_prefix", maxLength: PolicyNames.LongestName);
        if (policies is { Count: 0 })
        {
            // An empty set with 'prune' would delete everything, which is surely a mistake.
            reader.Complain("policies", "must have at least one item");
        }

        return policies is null ? null : new ApplyRequest(policies, prune, prefix);
    }
}
