using System.Buffers;

namespace FourRunr.ToolProxy.Models.Streams.Filters;

/// <summary>An event as the gateway writes it.</summary>
internal static class EventFrame
{
    public static Utf8JsonWriter Writer() => new(Stream.Null, new JsonWriterOptions { Encoder = EventJson.AsSent.Encoder, MaxDepth = 64 });

    public static byte[] Of(string name, JsonObject data)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using var writer = Writer();
        Write(name, data, writer, output);
        return output.WrittenSpan.ToArray();
    }

    public static void Write(string name, JsonObject data, Utf8JsonWriter writer, IBufferWriter<byte> output)
    {
        if (name.Length > 0)
        {
            output.Write("event: "u8);
            output.Write(Encoding.ASCII.GetBytes(name));
            output.Write("\n"u8);
        }

        output.Write("data: "u8);
        writer.Reset(output);
        data.WriteTo(writer, EventJson.AsSent);
        writer.Flush();
        output.Write("\n\n"u8);
    }
}
