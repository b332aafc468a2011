namespace FourRunr.Contracts;

/// <summary>Body of <c>POST /v1/admin/credentials</c>: what a tool's API demands. Exactly one of value and fields.</summary>
/// <param name="Tool">1 to 64 of <c>a-z 0-9 _ -</c>, beginning with a letter. The tool may be declared later.</param>
/// <param name="Value">A credential that is one secret: 1 to 8192 characters, no control characters.</param>
/// <param name="Fields">Or several secrets under names (1 to 64 of <c>a-z 0-9 _</c>), such as <c>client_id</c>; 1 to 16.</param>
/// <param name="Activate">Whether calls use it at once.</param>
/// <param name="Note">Up to 256 characters for other operators, shown in lists. No secret belongs here.</param>
public sealed record StoreCredentialRequest(
    string Tool, string? Value = null, IReadOnlyDictionary<string, string>? Fields = null, bool Activate = true, string? Note = null)
{
    /// <summary>Without the secrets, which a record would print.</summary>
    public override string ToString() => $"{nameof(StoreCredentialRequest)} {{ Tool = {Tool} }}";
}

/// <summary>Body of <c>POST /v1/admin/credentials/{tool}/activate</c>.</summary>
public sealed record ActivateCredentialRequest(int Version);

/// <summary>Where a credential comes from. The first of these that a tool has is the one that its calls use.</summary>
public enum CredentialSource
{
    /// <summary>The active version of those stored through the API.</summary>
    Stored,

    /// <summary>A file in <c>TOOL_CREDENTIALS_DIR</c>.</summary>
    File,

    /// <summary>The environment variables <c>TOOL_CREDENTIAL__…</c>.</summary>
    Environment,
}

public enum CredentialState
{
    /// <summary>Calls of the tool use it.</summary>
    Active,
    Inactive,
}

/// <summary>What may be shown of a credential: never a secret.</summary>
public sealed record CredentialResponse
{
    public required string Tool { get; init; }

    /// <summary>Of a stored one; never used twice for a tool.</summary>
    public int? Version { get; init; }
    public required CredentialState State { get; init; }
    public required CredentialSource Source { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The operator's id.</summary>
    public string? CreatedBy { get; init; }
    public string? Note { get; init; }

    /// <summary>Names of its secrets; <c>value</c> for a credential that is one secret.</summary>
    public required IReadOnlyList<string> Fields { get; init; }
}

/// <summary>Answer of <c>GET /v1/admin/credentials</c>: by tool, a tool's stored versions newest first, then its other sources.</summary>
public sealed record CredentialListResponse(IReadOnlyList<CredentialResponse> Items);
