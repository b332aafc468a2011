using System.Runtime.InteropServices;

namespace FourRunr.ToolProxy.Models.Mocks;

/// <summary>Embeddings: vectors of length one.</summary>
internal static class MockEmbeddings
{
    private const int Dimensions = 256;
    private const int Most = 4096;

    public static JsonObject Whole(MockRequest request)
    {
        var isBase64 = request.Body.TryGetProperty("encoding_format", out var format) && format.ValueEquals("base64"u8);
        var dimensions = request.Body.TryGetProperty("dimensions", out var asked) && asked.ValueKind == JsonValueKind.Number
            ? Math.Clamp(asked.GetInt32(), 1, Most)
            : Dimensions;
        var data = new JsonArray();
        for (var i = 0; i < Count(request.Body.GetProperty("input")); i++)
        {
            var vector = Vector(request, i, dimensions);
            data.Add(new JsonObject
            {
                ["object"] = "embedding",
                ["index"] = i,
                ["embedding"] = isBase64
                    ? Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()))
                    : new JsonArray([.. vector.Select(number => (JsonNode)number)]),
            });
        }

        return new JsonObject
        {
            ["object"] = "list",
            ["data"] = data,
            ["model"] = request.Model,
            ["usage"] = new JsonObject { ["prompt_tokens"] = request.InputWords, ["total_tokens"] = request.InputWords },
        };
    }

    /// <summary>A list of texts, or of lists of tokens, is about each of them.</summary>
    private static int Count(JsonElement input) =>
        input.ValueKind == JsonValueKind.Array && input.GetArrayLength() > 0 && input[0].ValueKind != JsonValueKind.Number ? input.GetArrayLength() : 1;

    private static float[] Vector(MockRequest request, int number, int dimensions)
    {
        var vector = new float[dimensions];
        var seed = request.Seed.Part(number);
        for (var i = 0; i < dimensions; i++)
        {
            vector[i] = seed.Part(i).Number(-1000, 1001) / 1000f;
        }

        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return length == 0 ? vector : [.. vector.Select(value => value / length)];
    }
}
