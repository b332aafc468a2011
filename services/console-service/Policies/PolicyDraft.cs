using FourRunr.WebConsole.Documents;
using FourRunr.WebConsole.Gateway;

namespace FourRunr.WebConsole.Policies;

/// <summary>A policy that is being written, from the text to the saved version: check, simulate, save.</summary>
internal sealed class PolicyDraft(GatewayClient gateway, TimeProvider clock)
{
    private static readonly TimeSpan Simulated = TimeSpan.FromDays(1);

    private string _text = "";

    /// <summary>Null for a new policy.</summary>
    public PolicyResponse? Stored { get; private set; }

    /// <summary>The policy's version, for <c>If-Match</c>.</summary>
    public string? ETag { get; private set; }

    /// <summary>A change makes what was found out about the text before void.</summary>
    public string Text
    {
        get => _text;
        set
        {
            _text = value;
            Forget();
        }
    }

    public IReadOnlyList<DocumentFault> Faults { get; private set; } = [];

    public Problem? Problem { get; private set; }

    /// <summary>What the text would change; null until it was checked.</summary>
    public AppliedPolicy? Change { get; private set; }

    /// <summary>What the text would have changed of the last day's calls; null until it was simulated.</summary>
    public SimulateResponse? Simulation { get; private set; }

    /// <summary>What somebody else has saved meanwhile.</summary>
    public PolicyResponse? Theirs { get; private set; }

    private string? TheirETag { get; set; }

    public void Begin(string text) => (Stored, ETag, Theirs, Text) = (null, null, null, text);

    public void Begin(PolicyResponse stored, string? etag) => (Stored, ETag, Theirs, Text) = (stored, etag, null, PolicyDocument.Of(stored));

    /// <summary>Asks the gateway what it would refuse and, member by member, what would change.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        Forget();
        if (Read() is not { } document)
        {
            return;
        }

        // Policies are matched by name; under its present name the gateway compares also one that gets another name.
        var name = document["name"];
        var sent = PolicyDocument.WithMode(document, Stored?.Mode ?? PolicyMode.Enforce);
        if (Stored is { } stored && name is JsonValue)
        {
            sent["name"] = stored.Name;
        }

        var reply = await gateway.SendAsync<ApplyResponse>(
            HttpMethod.Post, "/v1/policies/apply?dry_run=true", new JsonObject { ["policies"] = new JsonArray(sent) }, cancellationToken: cancellationToken);
        if (Take(reply, "policies[0].") is { Changes: [var change, ..] })
        {
            Change = Stored is not null && name?.ToString() is { } given && given != Stored.Name
                ? change with { Change = AppliedChange.Updated, Fields = [new ChangedField("name", Stored.Name, given), .. change.Fields ?? []] }
                : change;
        }
    }

    /// <summary>Replays the calls of the last day with the text in place of the stored version.</summary>
    public async Task SimulateAsync(CancellationToken cancellationToken)
    {
        if (Read() is not { } document)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var request = new JsonObject
        {
            ["draft"] = PolicyDocument.WithMode(document, PolicyMode.Enforce),
            ["from"] = now - Simulated,
            ["to"] = now,
        };
        if (Stored is { } stored)
        {
            request["policy_id"] = stored.PolicyId;
        }

        var reply = await gateway.SendAsync<SimulateResponse>(HttpMethod.Post, "/v1/policies/simulate", request, cancellationToken: cancellationToken);
        Simulation = Take(reply, "draft.");
    }

    /// <returns>The saved policy; null when it was refused.</returns>
    public async Task<PolicyResponse?> SaveAsync(PolicyMode mode, CancellationToken cancellationToken)
    {
        if (Read() is not { } document)
        {
            return null;
        }

        var (method, path) = Stored is { } stored ? (HttpMethod.Put, PathOf(stored)) : (HttpMethod.Post, "/v1/policies");
        var reply = await gateway.SendAsync<PolicyResponse>(method, path, PolicyDocument.WithMode(document, mode), ETag, cancellationToken);
        if (reply is GatewayReply<PolicyResponse>.Ok { Value: var saved, ETag: var etag })
        {
            Begin(saved, etag);
            return saved;
        }

        Take(reply, "");
        if (Problem?.Code == GatewayErrors.PreconditionFailed.Code && Stored is { } mine
            && await gateway.GetAsync<PolicyResponse>(PathOf(mine), cancellationToken) is GatewayReply<PolicyResponse>.Ok theirs)
        {
            (Theirs, TheirETag) = (theirs.Value, theirs.ETag);
        }

        return null;
    }

    /// <summary>Goes on with the text after a look at what somebody else saved: it is now compared with that.</summary>
    public void KeepMine()
    {
        (Stored, ETag, Theirs) = (Theirs, TheirETag, null);
        Forget();
    }

    private static string PathOf(PolicyResponse policy) => $"/v1/policies/{Uri.EscapeDataString(policy.PolicyId)}";

    private void Forget() => (Faults, Problem, Change, Simulation) = ([], null, null, null);

    private JsonObject? Read()
    {
        var (document, fault) = DocumentText.Read(_text);
        (Problem, Faults) = (null, fault is null ? [] : [fault]);
        return document;
    }

    private T? Take<T>(GatewayReply<T> reply, string prefix)
        where T : class
    {
        if (reply is GatewayReply<T>.Ok { Value: var value })
        {
            return value;
        }

        var problem = ((GatewayReply<T>.Refused)reply).Problem;
        Faults = DocumentFault.Of(problem, _text, prefix);
        Problem = Faults.Count > 0 ? null : problem;
        return null;
    }
}
