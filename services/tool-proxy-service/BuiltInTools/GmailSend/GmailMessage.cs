using System.Buffers.Text;
using FourRunr.ToolProxy.Tools;
using MimeKit;

namespace FourRunr.ToolProxy.BuiltInTools.GmailSend;

/// <summary>A mail as Gmail takes it: an RFC 5322 message in base64url.</summary>
internal static class GmailMessage
{
    private static readonly FormatOptions Format = Make();

    /// <returns>Null when an address cannot be parsed as one.</returns>
    public static string? Encode(ToolRequest mail, DateTimeOffset now)
    {
        using var message = new MimeMessage();
        try
        {
            Address(message, mail);
        }
        catch (ParseException)
        {
            return null;
        }

        // That of the library would name this machine; Gmail assigns one.
        message.Headers.Remove(HeaderId.MessageId);
        message.Date = now;
        message.Subject = mail.Text("subject")!;
        message.Body = new BodyBuilder { TextBody = mail.Text("text") ?? mail.Text("body"), HtmlBody = mail.Text("html") }.ToMessageBody();
        using var bytes = new MemoryStream();
        message.WriteTo(Format, bytes);
        return Base64Url.EncodeToString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static void Address(MimeMessage message, ToolRequest mail)
    {
        message.To.AddRange(Mailboxes(mail, "to"));
        message.Cc.AddRange(Mailboxes(mail, "cc"));
        // Gmail delivers to them and removes the header.
        message.Bcc.AddRange(Mailboxes(mail, "bcc"));
        if (mail.Text("from") is not { } from)
        {
            // Without the header, Gmail puts the mailbox's own address in.
            message.Headers.Remove(HeaderId.From);
        }
        else
        {
            message.From.Add(ToMailbox(from));
        }
    }

    /// <summary>Of a parameter that is one address or an array of them.</summary>
    private static IEnumerable<MailboxAddress> Mailboxes(ToolRequest mail, string parameter) =>
        !mail.Parameters.TryGetProperty(parameter, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(address => ToMailbox(address.GetString()!))
        : [ToMailbox(value.GetString()!)];

    /// <summary>Parsed as one address only: never as a display name, a group or several recipients.</summary>
    private static MailboxAddress ToMailbox(string text) => new(name: null, text);

    private static FormatOptions Make()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}
