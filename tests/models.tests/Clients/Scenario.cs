namespace FourRunr.Models.Tests.Clients;

/// <summary>One call of a client's user.</summary>
/// <param name="Key">The token.</param>
/// <param name="Cancel">Whether the user goes away at the first piece of text.</param>
/// <param name="IncludeUsage">What the user says of usage at the end of a stream; null for nothing.</param>
/// <param name="CutOff">Whether the first connection is closed before the gateway has seen the request.</param>
/// <param name="OwnRetries">Whether the client repeats as often as it does by itself.</param>
internal sealed record Scenario(
    string Name, string Key, string Model, bool Stream = false, bool Cancel = false, bool? IncludeUsage = null, bool CutOff = false, bool OwnRetries = false)
{
    public static IReadOnlyList<Scenario> Of(ModelClient client, ClientAgents agents)
    {
        var (good, ok) = (agents.Good.Token, client.ModelThatIs("ok"));
        return
        [
            new("whole", good, ok),
            new("stream", good, ok, Stream: true),
            new("stream_with_usage", good, ok, Stream: true, IncludeUsage: true),
            new("stream_without_usage", good, ok, Stream: true, IncludeUsage: false),
            new("uncounted", good, client.ModelThatIs("uncounted")),
            new("uncounted_stream", good, client.ModelThatIs("uncounted"), Stream: true),
            new("cancelled", good, client.ModelThatIs("slow"), Stream: true, Cancel: true),
            new("cut", good, client.ModelThatIs("cut"), Stream: true),
            new("failing", good, client.ModelThatIs("failing"), Stream: true),
            new("down", good, client.ModelThatIs("down")),
            new("refusing", good, client.ModelThatIs("503"), Stream: true),
            new("cut_off", good, ok, CutOff: true, OwnRetries: true),
            new("cut_off_stream", good, ok, Stream: true, CutOff: true, OwnRetries: true),
            new("lost", good, client.ModelThatIs("lost"), Stream: true, OwnRetries: true),
            new("unknown", "no-token-of-anybody", ok),
            new("unknown_stream", "no-token-of-anybody", ok, Stream: true),
            new("spent", agents.Spent.Token, ok),
            new("spent_stream", agents.Spent.Token, ok, Stream: true),
            new("denied", agents.Denied.Token, ok),
            new("denied_stream", agents.Denied.Token, ok, Stream: true),
            new("hurried", agents.Hurried.Token, ok),
            new("hurried_again", agents.Hurried.Token, ok, Stream: true, OwnRetries: true),
            new("hurried_once_more", agents.Hurried.Token, ok, OwnRetries: true),
            new("slow", agents.Slow.Token, ok),
            new("slow_again", agents.Slow.Token, ok),
            .. LongForm.IsWanted ? (Scenario[])[new("patient", agents.Patient.Token, ok), new("patient_again", agents.Patient.Token, ok)] : [],
        ];
    }
}
