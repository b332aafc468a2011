using FourRunr.WebConsole.Documents;

namespace FourRunr.WebConsole.Policies;

/// <summary>
/// A policy as the editor shows it: the body of <c>PUT /v1/policies/{id}</c> without its mode, which the operator chooses when it is saved.
/// </summary>
internal static class PolicyDocument
{
    public static string Of(PolicyResponse policy) => Text(policy.Name, policy.AgentId, policy.Role, policy.Tag, policy.Spec);

    public static string Of(PolicyVersionResponse version) => Text(version.Name, version.AgentId, version.Role, version.Tag, version.Spec);

    /// <summary>A small policy to begin with, for what is given.</summary>
    public static string Template(string? role, string? agentId, string? tag)
    {
        var name = agentId ?? (tag is null ? role : $"tag-{tag}") ?? "researchers";
        var spec = new PolicySpec { Scopes = ["serpapi:search"], RateLimit = new RateLimitSpec(10, "1m") };
        var text = Text($"{name}-policy", agentId, agentId is null && tag is null ? role ?? "researcher" : null, agentId is null ? tag : null, spec);
        return $"""
            # Bound to a role, a tag or an agent: exactly one of role, tag and agent_id.
            {text}
            """;
    }

    /// <summary>The document with this mode, as it is sent.</summary>
    public static JsonObject WithMode(JsonObject document, PolicyMode mode)
    {
        var sent = (JsonObject)document.DeepClone();
        sent["mode"] = JsonSerializer.SerializeToNode(mode, GatewayJson.Tolerant);
        return sent;
    }

    private static string Text(string name, string? agentId, string? role, string? tag, PolicySpec spec)
    {
        var document = JsonSerializer.SerializeToNode(new { name, agent_id = agentId, role, tag, spec }, GatewayJson.Tolerant)!.AsObject();
        if (document["spec"] is JsonObject members && members["deny"] is JsonArray { Count: 0 })
        {
            members.Remove("deny");
        }

        return YamlText.Of(document);
    }
}
