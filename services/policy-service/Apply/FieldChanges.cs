using FourRunr.Policy.Policies;

namespace FourRunr.Policy.Apply;

/// <summary>The differences between two versions of a policy, member by member. Lists are compared as a whole.</summary>
internal static class FieldChanges
{
    public static IReadOnlyList<ChangedField> Between(PolicyRow before, PolicyRow after)
    {
        var changes = new List<ChangedField>();
        Compare("", Document(before), Document(after), changes);
        return changes;
    }

    private static JsonObject Document(PolicyRow policy) => new()
    {
        ["agent_id"] = policy.AgentId,
        ["role"] = policy.Role,
        ["tag"] = policy.Tag,
        ["mode"] = policy.Mode.ToLowerInvariant(),
        // Serialized again, so that a spec that an older release stored is compared by its meaning.
        ["spec"] = JsonNode.Parse(StoredSpec.Write(StoredSpec.Read(policy.Spec))),
    };

    private static void Compare(string path, JsonObject before, JsonObject after, List<ChangedField> changes)
    {
        foreach (var name in before.Select(member => member.Key).Union(after.Select(member => member.Key)).Order(StringComparer.Ordinal))
        {
            var (old, now) = (before[name], after[name]);
            var memberPath = path.Length == 0 ? name : $"{path}.{name}";
            if (old is JsonObject oldObject && now is JsonObject newObject)
            {
                Compare(memberPath, oldObject, newObject, changes);
            }
            else if (!JsonNode.DeepEquals(old, now))
            {
                changes.Add(new ChangedField(memberPath, old?.DeepClone(), now?.DeepClone()));
            }
        }
    }
}
