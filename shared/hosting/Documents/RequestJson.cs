namespace FourRunr.Hosting.Documents;

/// <summary>How bodies with a fixed type are read: <see cref="GatewayJson.Strict"/>, and numbers and moments as documents have them.</summary>
public static class RequestJson
{
    public static readonly JsonSerializerOptions Options = GatewayJson.Frozen(Apply);

    public static void Apply(JsonSerializerOptions options)
    {
        GatewayJson.ApplyStrict(options);
        RequestConverters.AddTo(options.Converters);
    }
}
