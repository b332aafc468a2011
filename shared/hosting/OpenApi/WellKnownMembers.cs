using System.Collections.Frozen;
using Microsoft.OpenApi;

namespace FourRunr.Hosting.OpenApi;

/// <summary>Names that mean the same wherever they stand on the wire, with what describes them and an example.</summary>
internal static class WellKnownMembers
{
    private static readonly FrozenDictionary<string, (string Description, JsonNode Example)> ByName =
        new Dictionary<string, (string, JsonNode)>
        {
            ["agent_id"] = ("Id of an agent.", "agt_01a2095c79b470d58b5eedf37a5fbe36"),
            ["token_id"] = ("Id of a token.", "tok_01a2095c7b79794690824841dd00aea6"),
            ["policy_id"] = ("Id of a policy.", "pol_01a2095c7a10734f8d2c5b6e9f0a1b2c"),
            ["operator_id"] = ("Id of an operator.", "opr_01a2095c7c2e7a5d9b8f6e4d3c2b1a09"),
            ["call_id"] = ("Id of a call.", "call_01a2095c7d5f7b6a8c9d0e1f2a3b4c5d"),
            ["correlation_id"] = ("Names the request in answers, logs and records.", "9f2b6c1e8a7d4f3b9c5e0d1a2b3c4d5e"),
            ["id"] = ("Id of a policy.", "pol_01a2095c7a10734f8d2c5b6e9f0a1b2c"),
            ["cursor"] = ("The `next_cursor` of the page before.", "agt_01a2095c79b470d58b5eedf37a5fbe36"),
            ["limit"] = ("Items on the page: 1 to 200, default 50.", 50),
            ["from"] = ("From this moment on (RFC 3339).", "2026-01-05T00:00:00Z"),
            ["to"] = ("Before this moment (RFC 3339).", "2026-01-06T00:00:00Z"),
            ["tool"] = ("Name of a tool.", "serpapi"),
            ["action"] = ("Name of an action of the tool.", "search"),
            ["agent_name"] = ("Name of the agent.", "news reader"),
            ["role"] = ("Role of an agent.", "scraper"),
            ["version"] = ("Number of a version, from 1.", 3),
            ["dry_run"] = ("Only say what would change.", true),
            ["prune"] = ("Delete what is not in the set.", false),
            ["prune_prefix"] = ("Delete only what has a name that begins like this.", "team-a-"),
            ["agent"] = ("Id or name of an agent.", "news reader"),
            ["outcome"] = ("`ok`, `cancelled`, `unfinished` or an error code.", "rate_limited"),
            ["code"] = ("Stable code of the refusal.", "rate_limited"),
            ["created_at"] = ("When it was made.", "2026-01-05T09:30:00Z"),
            ["occurred_at"] = ("When it happened.", "2026-01-05T09:30:00Z"),
            ["expires_at"] = ("When it ends.", "2026-01-05T10:30:00Z"),
            ["until"] = ("When it ends.", "2026-01-05T10:30:00Z"),
            ["ttl_seconds"] = ("Life in seconds.", 900),
            ["permission"] = ("`read` or `write`.", "read"),
            ["intent"] = ("What the agent says it is up to.", "research"),
            ["public_key_pem"] = ("A public key as PEM.", "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEF…\n-----END PUBLIC KEY-----\n"),
        }.ToFrozenDictionary(entry => entry.Key, entry => (entry.Value.Item1, entry.Value.Item2), StringComparer.Ordinal);

    /// <summary>Adds what a parameter's own documentation does not say.</summary>
    public static void Describe(OpenApiParameter parameter)
    {
        if (parameter.Name is not { } name || !ByName.TryGetValue(OnTheWire(name), out var known))
        {
            return;
        }

        parameter.Description ??= known.Description;
        if (parameter.Schema is OpenApiSchema schema && parameter.Example is null)
        {
            parameter.Example = Example(schema, known.Example);
        }
    }

    /// <summary>An example for a member that has none, if it is of the type that the name usually has.</summary>
    public static void GiveExample(string name, OpenApiSchema schema)
    {
        if (schema.Examples is null && ByName.TryGetValue(name, out var known) && Example(schema, known.Example) is { } example)
        {
            schema.Examples = [example];
        }
    }

    private static JsonNode? Example(OpenApiSchema schema, JsonNode example)
    {
        if (schema.Enum is { Count: > 0 })
        {
            return null;
        }

        var isOfType = (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.String => example.GetValueKind() == JsonValueKind.String,
            JsonSchemaType.Integer => example.GetValueKind() == JsonValueKind.Number,
            JsonSchemaType.Boolean => example.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            _ => false,
        };
        return isOfType ? example.DeepClone() : null;
    }

    /// <summary>Parameters of a path are written <c>{agentId}</c>.</summary>
    private static string OnTheWire(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
