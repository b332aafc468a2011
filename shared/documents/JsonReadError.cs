namespace FourRunr.Documents;

/// <summary>Why <see cref="StrictJson"/> refuses some bytes.</summary>
/// <param name="Cause">With the place, where the reader names one. Its message is not for callers.</param>
public sealed record JsonReadError(JsonReadErrorKind Kind, JsonException Cause);

public enum JsonReadErrorKind
{
    /// <summary>The bytes are not valid UTF-8.</summary>
    Encoding,

    /// <summary>The JSON is malformed, nested too deeply, or has a property twice.</summary>
    Syntax,

    /// <summary>A property name is not valid Unicode.</summary>
    PropertyName,
}
