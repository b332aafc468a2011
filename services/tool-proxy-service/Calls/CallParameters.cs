using System.Text.Json;

namespace FourRunr.ToolProxy.Calls;

/// <summary>The parameters of a call: a JSON object that keeps the rules.</summary>
/// <param name="Bytes">Size as sent.</param>
/// <param name="Hash">See <see cref="ParametersReader"/>.</param>
internal sealed record CallParameters(JsonElement Value, long Bytes, string Hash);
