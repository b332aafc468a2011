namespace FourRunr.PolicyEvaluation.Guards;

/// <summary>A JSON string, number, true, false or null that values are compared with; numbers by all their digits.</summary>
internal sealed class ScalarValue
{
    private readonly JsonValueKind _kind;
    private readonly string? _text;
    private readonly byte[] _number;

    private ScalarValue(JsonValueKind kind, string? text = null, byte[]? number = null) => (_kind, _text, _number) = (kind, text, number ?? []);

    public static ScalarValue From(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => new(JsonValueKind.Null),
        JsonValueKind.String => new(JsonValueKind.String, text: node.GetValue<string>()),
        JsonValueKind.Number => new(JsonValueKind.Number, number: Encoding.ASCII.GetBytes(node.ToJsonString())),
        var kind => new(kind.Value),
    };

    public bool Is(JsonElement value) => value.ValueKind == _kind && _kind switch
    {
        JsonValueKind.String => value.ValueEquals(_text),
        JsonValueKind.Number => ExactNumbers.Compare(value, _number) == 0,
        _ => true,
    };
}
