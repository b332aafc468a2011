namespace FourRunr.ToolProxy.Parameters;

/// <summary>The parameters of a call: a JSON object in its canonical form.</summary>
/// <param name="Bytes">Size as sent.</param>
/// <param name="Hash">See <see cref="CallParametersReader"/>.</param>
internal sealed record CallParameters(JsonElement Value, long Bytes, string Hash)
{
    /// <summary>What the call record keeps of them; null until they are valid, since unknown parameters have no rule for what to keep.</summary>
    public JsonObject? Recorded { get; set; }

    /// <summary>The parameters as they came, where filters have changed them; null where nothing was changed.</summary>
    public CallParameters? Unfiltered { get; init; }
}
