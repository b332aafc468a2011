using System.Buffers.Text;
using FourRunr.ToolProxy.Parameters;
using MimeKit;

namespace FourRunr.ToolProxy.BuiltInTools.GmailSend;

/// <summary>A mail as Gmail takes it: an RFC 5322 message in base64url.</summary>
internal static class GmailMessage
{
    private static readonly FormatOptions Format = Make();

    /// <returns>Null when an address is none to the mail's grammar.</returns>
    public static string? Encode(SendParameters mail, DateTimeOffset now)
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

        // Its own would name this machine; Gmail gives it one.
        message.Headers.Remove(HeaderId.MessageId);
        message.Date = now;
        message.Subject = mail.Subject!;
        message.Body = new BodyBuilder { TextBody = mail.Text ?? mail.Body, HtmlBody = mail.Html }.ToMessageBody();
        using var bytes = new MemoryStream();
        message.WriteTo(Format, bytes);
        return Base64Url.EncodeToString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static void Address(MimeMessage message, SendParameters mail)
    {
        Add(message.To, mail.To);
        Add(message.Cc, mail.Cc);
        // Gmail delivers to them and takes the header out.
        Add(message.Bcc, mail.Bcc);
        if (mail.From is null)
        {
            // Not an empty one: then Gmail puts the mailbox's own address in.
            message.Headers.Remove(HeaderId.From);
        }
        else
        {
            message.From.Add(ToMailbox(mail.From));
        }
    }

    private static void Add(InternetAddressList list, OneOrMany? addresses) => list.AddRange((addresses?.Values ?? []).Select(ToMailbox));

    /// <summary>Taken as an address and nothing else: no display name, group or second recipient can be read into it.</summary>
    private static MailboxAddress ToMailbox(string text) => new(name: null, text);

    private static FormatOptions Make()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}
