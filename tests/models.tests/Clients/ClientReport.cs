namespace FourRunr.Models.Tests.Clients;

/// <summary>What a client's user has seen of a scenario.</summary>
/// <param name="Requests">How often the gateway was asked.</param>
/// <param name="Waits">Milliseconds between them.</param>
/// <param name="Cuts">Connections that were closed before the gateway was asked.</param>
/// <param name="Usage">Output tokens.</param>
/// <param name="EmptyChoices">Chunks without choices, of clients that pass them on.</param>
internal sealed record ClientReport(
    string Name, int Requests, IReadOnlyList<long> Waits, string? Text, JsonElement? Finish, long? Usage, int? EmptyChoices, int? Cuts, ClientError? Error);

/// <param name="Text">All that the client tells about it.</param>
internal sealed record ClientError(string? Type, string Text, int? Status, JsonElement? Code);
