using FourRunr.ToolProxy.Tools;

namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>
/// The numbers of a provider's usage. Where it is told several times in one stream, the counts are cumulative: a later number replaces an earlier
/// one, and what a later report leaves out stays.
/// </summary>
internal struct UsageTally
{
    private long? _input;
    private long? _output;
    private long? _total;
    private long? _cacheRead;
    private long? _cacheWrite;
    private long? _cacheWrite5m;
    private long? _cacheWrite1h;
    private long? _reasoning;

    /// <summary>Whether the provider has said how long the answer is. The report at the beginning of a message has only a first guess.</summary>
    public bool HasOutput => _output is not null;

    /// <param name="reader">At the beginning of the object <c>usage</c>; at its end on return.</param>
    /// <exception cref="JsonException">The object is malformed.</exception>
    public void Add(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                AddMember(ref reader);
            }
        }
    }

    /// <returns>Null when nothing was said.</returns>
    public readonly ModelUsage? ToUsage(ModelDialect dialect)
    {
        if (_input is null && _output is null)
        {
            return null;
        }

        var (input, output) = (_input ?? 0, _output ?? 0);
        var cacheRead = _cacheRead ?? 0;
        if (dialect is ModelDialect.Messages)
        {
            var (write5m, write1h) = (_cacheWrite5m ?? 0, _cacheWrite1h ?? 0);
            return new ModelUsage
            {
                Input = input,
                CacheRead = cacheRead,
                // What is not told apart was stored for the usual time.
                CacheWrite5m = Math.Max(write5m, (_cacheWrite ?? 0) - write1h),
                CacheWrite1h = write1h,
                Output = output,
                Reasoning = Math.Min(_reasoning ?? 0, output),
            };
        }

        var reasoning = _reasoning ?? 0;
        if (dialect != ModelDialect.Embeddings && reasoning > 0 && _total > input + output)
        {
            // Some providers count reasoning beside the output; it is paid for as output.
            output = Math.Max(output, Math.Min(_total.Value - input, output + reasoning));
        }

        cacheRead = Math.Min(cacheRead, input);
        return new ModelUsage { Input = input - cacheRead, CacheRead = cacheRead, Output = output, Reasoning = Math.Min(reasoning, output) };
    }

    private void AddMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("prompt_tokens"u8) || reader.ValueTextEquals("input_tokens"u8))
        {
            Set(ref _input, ref reader);
        }
        else if (reader.ValueTextEquals("completion_tokens"u8) || reader.ValueTextEquals("output_tokens"u8))
        {
            Set(ref _output, ref reader);
        }
        else if (reader.ValueTextEquals("total_tokens"u8))
        {
            Set(ref _total, ref reader);
        }
        else if (reader.ValueTextEquals("cached_tokens"u8) || reader.ValueTextEquals("cache_read_input_tokens"u8))
        {
            Set(ref _cacheRead, ref reader);
        }
        else if (reader.ValueTextEquals("cache_creation_input_tokens"u8))
        {
            Set(ref _cacheWrite, ref reader);
        }
        else if (reader.ValueTextEquals("ephemeral_5m_input_tokens"u8))
        {
            Set(ref _cacheWrite5m, ref reader);
        }
        else if (reader.ValueTextEquals("ephemeral_1h_input_tokens"u8))
        {
            Set(ref _cacheWrite1h, ref reader);
        }
        else if (reader.ValueTextEquals("reasoning_tokens"u8) || reader.ValueTextEquals("thinking_tokens"u8))
        {
            Set(ref _reasoning, ref reader);
        }
        else if (!IsDetails(ref reader))
        {
            // Parts of the input and the output have names of their own; other objects may count something else by the same names.
            reader.Read();
            reader.Skip();
        }
    }

    private static bool IsDetails(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("prompt_tokens_details"u8) || reader.ValueTextEquals("input_tokens_details"u8)
        || reader.ValueTextEquals("completion_tokens_details"u8) || reader.ValueTextEquals("output_tokens_details"u8)
        || reader.ValueTextEquals("cache_creation"u8);

    private static void Set(ref long? count, ref Utf8JsonReader reader)
    {
        if (reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value is >= 0 and <= Largest)
        {
            count = value;
        }
        else
        {
            reader.Skip();
        }
    }

    /// <summary>Sums of such counts, and their costs, stay within 64 bits.</summary>
    private const long Largest = 1_000_000_000_000;
}
