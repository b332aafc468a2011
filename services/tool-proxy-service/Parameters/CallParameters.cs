using System.Text.Json;
using System.Text.Json.Nodes;

namespace FourRunr.ToolProxy.Parameters;

/// <summary>The parameters of a call: a JSON object that keeps the rules.</summary>
/// <param name="Bytes">Size as sent.</param>
/// <param name="Hash">See <see cref="CallParametersReader"/>.</param>
internal sealed record CallParameters(JsonElement Value, long Bytes, string Hash)
{
    /// <summary>What the record keeps of them; null until they are validated, because only then their names mean something.</summary>
    public JsonObject? Recorded { get; set; }
}
