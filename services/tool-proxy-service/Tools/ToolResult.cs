using FourRunr.ToolProxy.Refusals;

namespace FourRunr.ToolProxy.Tools;

/// <summary>What came of asking a tool.</summary>
internal abstract record ToolResult
{
    /// <summary>Null for tools that are not models.</summary>
    public ModelAnswer? Model { get; init; }

    /// <summary>The origin of what a mock answers.</summary>
    public const string Mock = "mock";

    /// <summary>What a mock answers.</summary>
    public static Success Mocked(JsonNode? data) => new(data, Mock);

    /// <inheritdoc cref="Mocked"/>
    /// <param name="json">One JSON value in UTF-8.</param>
    public static Success MockedJson(ReadOnlyMemory<byte> json) => new(ToolData.Of(json), Mock);

    /// <param name="Content">The tool's answer.</param>
    /// <param name="Origin">Where the content is from: <c>mock</c>, or scheme and host of the server that answered. The gateway does not vouch for the content.</param>
    public sealed record Success(ToolData Content, string Origin) : ToolResult
    {
        public Success(JsonNode? data, string origin)
            : this(ToolData.Of(data), origin)
        {
        }

        /// <summary>The answer as a tree.</summary>
        public JsonNode? Data => Content.ToNode();
    }

    /// <param name="Why">For the caller. It repeats the tool's own words only where the tool says why it refused the parameters.</param>
    public sealed record Failure(Refusal Why) : ToolResult
    {
        public Failure(ErrorKind kind, string detail)
            : this(new Refusal(kind, detail))
        {
        }

        /// <summary>The tool failed or cannot be reached; the same call may succeed later. The circuit breaker counts these.</summary>
        public bool IsTransient { get; init; }

        /// <summary>Whether the tool acted is not known: it closed the connection, timed out or ended its answer too early.</summary>
        public bool MayHaveActed { get; init; }

        /// <summary>The event that ends a stream that failed after it had begun; empty before.</summary>
        public ReadOnlyMemory<byte> End { get; init; }
    }

    /// <summary>The answer has streamed to the caller, but for its end, which is sent once the call is on record.</summary>
    /// <param name="End">The last events; empty when the caller is gone.</param>
    /// <param name="Bytes">What was sent before.</param>
    /// <param name="Origin">See <see cref="Success"/>.</param>
    /// <param name="IsCallerGone">The caller closed the connection, and the tool was aborted.</param>
    public sealed record Streamed(ReadOnlyMemory<byte> End, long Bytes, string Origin, bool IsCallerGone) : ToolResult;
}
