namespace FourRunr.ToolProxy.Models.Streams;

/// <summary>What an event means to the relay.</summary>
internal enum EventKind
{
    Ordinary,

    /// <summary>A chunk of chat completions that says nothing but the usage.</summary>
    Usage,

    /// <summary>The answer is complete.</summary>
    End,

    /// <summary>The provider says that it failed.</summary>
    Failure,
}
