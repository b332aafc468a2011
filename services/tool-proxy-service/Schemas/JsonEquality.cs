using System.Runtime.InteropServices;
using FourRunr.Documents;

namespace FourRunr.ToolProxy.Schemas;

/// <summary>Equality of JSON as JSON Schema has it: numbers by value, objects in any order. In time linear in the values.</summary>
internal sealed class JsonEquality : IEqualityComparer<JsonElement>
{
    private static readonly JsonEquality Comparer = new();

    public static bool HasTwins(JsonElement array)
    {
        var seen = new HashSet<JsonElement>(array.GetArrayLength(), Comparer);
        foreach (var item in array.EnumerateArray())
        {
            if (!seen.Add(item))
            {
                return true;
            }
        }

        return false;
    }

    public bool Equals(JsonElement x, JsonElement y) => JsonElement.DeepEquals(x, y);

    public int GetHashCode(JsonElement value)
    {
        var hash = new HashCode();
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                hash.Add(value.GetString());
                break;
            case JsonValueKind.Number:
                hash.Add(JsonNumber.Parse(JsonMarshal.GetRawUtf8Value(value)).ToString());
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    hash.Add(GetHashCode(item));
                }

                break;
            case JsonValueKind.Object:
                // A sum, since the order of members does not count.
                hash.Add(value.EnumerateObject().Aggregate(0, (sum, member) => unchecked(sum + HashCode.Combine(member.Name, GetHashCode(member.Value)))));
                break;
            default:
                hash.Add(value.ValueKind);
                break;
        }

        return hash.ToHashCode();
    }
}
