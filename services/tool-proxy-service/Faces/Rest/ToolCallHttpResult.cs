using System.Reflection;
using System.Text.Json.Serialization;
using FourRunr.ToolProxy.Json;
using FourRunr.ToolProxy.Tools;
using Microsoft.AspNetCore.Http.Metadata;

namespace FourRunr.ToolProxy.Faces.Rest;

/// <summary>200 with a <see cref="ToolCallResponse"/>; its data is written as the bytes of the tool's answer.</summary>
internal sealed class ToolCallHttpResult(ToolData data, ToolCallMeta meta) : IResult, IEndpointMetadataProvider
{
    private const string ContentType = "application/json; charset=utf-8";

    private static ReadOnlySpan<byte> BeforeData => "{\"data\":"u8;

    private static ReadOnlySpan<byte> BeforeMeta => ",\"meta\":"u8;

    private static ReadOnlySpan<byte> End => "}"u8;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        using (var json = ReusedJsonWriter.Take())
        {
            JsonSerializer.Serialize(json.Writer, meta, ToolCallJson.Default.ToolCallMeta);
            Write(response, json.Written);
        }

        return response.BodyWriter.FlushAsync(httpContext.RequestAborted).AsTask();
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(ToolCallResponse), ["application/json"]));

    private void Write(HttpResponse response, ReadOnlySpan<byte> facts)
    {
        var length = BeforeData.Length + data.Json.Length + BeforeMeta.Length + facts.Length + End.Length;
        (response.StatusCode, response.ContentType, response.ContentLength) = (StatusCodes.Status200OK, ContentType, length);
        var body = response.BodyWriter.GetSpan(length);
        Append(ref body, BeforeData);
        Append(ref body, data.Json.Span);
        Append(ref body, BeforeMeta);
        Append(ref body, facts);
        Append(ref body, End);
        response.BodyWriter.Advance(length);
    }

    private static void Append(ref Span<byte> body, ReadOnlySpan<byte> part)
    {
        part.CopyTo(body);
        body = body[part.Length..];
    }
}

/// <summary>The options of <see cref="GatewayJson"/>, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ToolCallMeta))]
internal sealed partial class ToolCallJson : JsonSerializerContext;
