using FourRunr.ToolProxy.Parameters;


namespace FourRunr.ToolProxy.BuiltInTools.GmailSend;

/// <summary>Parameters of <c>gmail_send.send</c>.</summary>
internal sealed record SendParameters
{
    public OneOrMany? To { get; init; }

    public string? Subject { get; init; }

    /// <summary>Plain text …</summary>
    public string? Text { get; init; }

    /// <summary>… under its other name.</summary>
    public string? Body { get; init; }

    public string? Html { get; init; }

    public OneOrMany? Cc { get; init; }

    public OneOrMany? Bcc { get; init; }

    public string? From { get; init; }
}

/// <summary><c>gmail_send.profile</c> takes none.</summary>
internal sealed record ProfileParameters;
