namespace FourRunr.PolicyEvaluation.Documents;

/// <summary>Reads a whole policy document: name, binding, mode and spec.</summary>
public static class PolicyRequestReader
{
    private static readonly string[] Bindings = ["agent_id", "role", "tag"];

    /// <returns>The document, or null when <paramref name="errors"/> says why not.</returns>
    public static PolicyRequest? Read(JsonElement json, string path, DocumentErrors errors) => ObjectReader.Read(json, path, errors, reader =>
    {
        var name = reader.Name("name", PolicyNames.ComplainOfName, required: true);
        var agentId = reader.Name("agent_id", PolicyNames.ComplainOfAgentId);
        var role = reader.Name("role", PolicyNames.ComplainOfRole);
        var tag = reader.Name("tag", PolicyNames.ComplainOfTag);
        if (Bindings.Count(reader.Has) != 1)
        {
            reader.Complain("agent_id", "or 'role' or 'tag' must be given, and only one of them");
        }

        var mode = reader.Word<PolicyMode>("mode") ?? PolicyMode.Enforce;
        var spec = reader.Nested("spec", PolicySpecReader.Read, required: true);
        return name is null || spec is null ? null : new PolicyRequest(name, spec, agentId, role, mode, tag);
    });
}
