namespace FourRunr.PolicyEvaluation.Documents;

/// <summary>Reads a set of policy documents with different names.</summary>
internal static class PolicyListReader
{
    public const int MostPolicies = 1_000;

    /// <param name="documents">With the path that each is known by.</param>
    public static IReadOnlyList<PolicyRequest>? Read(IEnumerable<(JsonElement Json, string Path)> documents, DocumentErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var policies = new List<PolicyRequest>();
        foreach (var (json, path) in documents)
        {
            // Errors of its own: one bad document must not hide the errors of the others.
            var own = new DocumentErrors();
            var policy = PolicyRequestReader.Read(json, path, own);
            errors.AddAll(own);
            if (policy is null)
            {
                continue;
            }

            if (!names.Add(policy.Name))
            {
                errors.Add($"{path}.name", $"occurs twice in the set: {policy.Name}");
            }

            policies.Add(policy);
        }

        return errors.IsEmpty ? policies : null;
    }

    /// <summary>The member <c>policies</c> of an object.</summary>
    public static IReadOnlyList<PolicyRequest>? ReadMember(ObjectReader reader, DocumentErrors errors, bool required)
    {
        var documents = reader.Items<Document>("policies", MostPolicies, (item, path) => new Document(item, path), required);
        return documents is null ? null : Read(documents.Select(document => (document.Json, document.Path)), errors);
    }

    private sealed record Document(JsonElement Json, string Path);
}
