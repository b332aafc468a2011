using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FourRunr.Audit;

/// <summary>
/// Writes an export: one JSON object a line. First the keys, then writer by writer the rows in the order of where they stand, and each
/// checkpoint right after its row or at any time before.
/// </summary>
/// <param name="output">Whoever owns it flushes it now and then.</param>
public sealed class AuditExportWriter(IBufferWriter<byte> output) : IDisposable
{
    /// <summary>An entry that is nested deeper was not written by a gateway.</summary>
    private const int DeepestEntry = 60;

    private readonly Utf8JsonWriter _json = new(
        output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public void WriteKey(string keyId, string publicKeyPem)
    {
        _json.WriteStartObject();
        _json.WriteString("type"u8, "key"u8);
        _json.WriteString("key_id"u8, keyId);
        _json.WriteString("public_key_pem"u8, publicKeyPem);
        EndLine();
    }

    /// <summary>The entry keeps its bytes. One that does not fit into a line of JSON, which only damage can do, is written as <c>entry_base64</c>.</summary>
    public void WriteRow(AuditRow row)
    {
        _json.WriteStartObject();
        _json.WriteString("type"u8, "entry"u8);
        WriteHex("prev_hash"u8, row.PreviousHash);
        WriteHex("hash"u8, row.Hash);
        if (FitsIntoALine(row.Entry))
        {
            _json.WritePropertyName("entry"u8);
            _json.WriteRawValue(row.Entry, skipInputValidation: true);
        }
        else
        {
            _json.WriteBase64String("entry_base64"u8, row.Entry);
        }

        EndLine();
    }

    public void WriteCheckpoint(AuditCheckpoint checkpoint)
    {
        _json.WriteStartObject();
        _json.WriteString("type"u8, "checkpoint"u8);
        _json.WriteString("writer"u8, checkpoint.Writer);
        _json.WriteNumber("seq"u8, checkpoint.Seq);
        WriteHex("hash"u8, checkpoint.Hash);
        _json.WriteNumber("signed_at"u8, checkpoint.SignedAt.ToUnixTimeMilliseconds());
        _json.WriteString("key_id"u8, checkpoint.KeyId);
        _json.WriteString("signature"u8, Base64Url.EncodeToString(checkpoint.Signature));
        EndLine();
    }

    public void Dispose() => _json.Dispose();

    private static bool FitsIntoALine(ReadOnlySpan<byte> entry)
    {
        if (entry is not [(byte)'{', .., (byte)'}'] || entry.ContainsAny((byte)'\n', (byte)'\r'))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(entry, new JsonReaderOptions { MaxDepth = DeepestEntry });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void WriteHex(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes) => _json.WriteString(name, Convert.ToHexStringLower(bytes));

    private void EndLine()
    {
        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n"u8);
        _json.Reset();
    }
}
