using System.Buffers.Text;
using System.Security.Cryptography;
using FourRunr.Hosting.Secrets;
using FourRunr.ToolProxy.Json;
using FourRunr.ToolProxy.Refusals;
using FourRunr.ToolProxy.Schemas;

namespace FourRunr.ToolProxy.Parameters;

/// <summary>
/// Turns bytes into parameters: one object (<see cref="ObjectBody"/>), every string of it valid Unicode, in the form of
/// <see cref="CanonicalParameters"/>. An empty body counts as <c>{}</c>.
/// The hash is HMAC-SHA-256 over the form of <see cref="CanonicalJson"/>, under a key derived from <c>GATEWAY_KEK</c>: equal calls
/// are recognised, contents cannot be guessed.
/// </summary>
internal sealed class CallParametersReader(GatewaySecrets secrets)
{
    private static readonly byte[] EmptyObject = "{}"u8.ToArray();

    private readonly byte[] _hashKey = secrets.DeriveKey("4runr call parameters v1");

    /// <param name="optional">Of the action that is called.</param>
    public RefusalOr<CallParameters> Read(ReadOnlyMemory<byte> body, OptionalMembers optional)
    {
        if (!ObjectBody.Read(body.IsEmpty ? EmptyObject : body.Span).TryGet(out var value, out var malformed))
        {
            return malformed;
        }

        try
        {
            var (canonical, errors) = CanonicalParameters.Of(value, optional);
            return errors is null
                ? new CallParameters(canonical, body.Length, Hash(canonical))
                : new Refusal(GatewayErrors.ParamsInvalid, "Some parameters are not valid.") { Errors = errors };
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: well-formed JSON, but no valid text.
            return new Refusal(GatewayErrors.BodyInvalid, "A string is not valid Unicode.");
        }
    }

    /// <param name="filtered">What filters have made of the parameters.</param>
    public CallParameters Replace(CallParameters parameters, JsonElement filtered) => new(filtered, parameters.Bytes, Hash(filtered)) { Unfiltered = parameters };

    private string Hash(JsonElement value) =>
        CanonicalJson.Of(value, _hashKey, static (canonical, key) =>
        {
            Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
            HMACSHA256.HashData(key, canonical, hash);
            return Base64Url.EncodeToString(hash);
        });
}
