using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace FourRunr.Documents.Hosts;

/// <summary>
/// A host in the one form that policies, guards and connections compare: a name in lower-case ASCII without a trailing dot, or an
/// address in its canonical spelling. Reads hosts as the WHATWG URL standard does, and refuses what it cannot read; never throws.
/// </summary>
/// <param name="Text">E.g. <c>xn--bcher-kva.example</c>, <c>1.2.3.4</c>, <c>2001:db8::1</c> (without brackets).</param>
/// <param name="Address">Set when the host is an address and not a name. An IPv4 address in IPv6 form is that IPv4 address.</param>
public sealed record HostName(string Text, IPAddress? Address)
{
    public const int LongestLabel = 63;

    /// <summary>RFC 1035 in text form, without the trailing dot.</summary>
    public const int LongestName = 253;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>As it stands in a URL: an IPv6 address in brackets.</summary>
    public string InUrl => Address?.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{Text}]" : Text;

    /// <summary>The host that a connection to the URL would ask for.</summary>
    /// <param name="problem">Why there is none, as the end of a sentence about the host.</param>
    public static bool TryRead(Uri url, [NotNullWhen(true)] out HostName? host, [NotNullWhen(false)] out string? problem)
    {
        try
        {
            // Only this property shows a zone.
            var text = url.HostNameType == UriHostNameType.IPv6 ? $"[{url.DnsSafeHost}]" : url.Host;
            return TryParse(text, out host, out problem);
        }
        catch (Exception exception) when (exception is UriFormatException or InvalidOperationException)
        {
            // Some properties of a URL throw for a host that its parser accepted; a relative URL has no host.
            (host, problem) = (null, "is no host name");
            return false;
        }
    }

    /// <param name="text">A name or address as people write it; IPv6 with brackets or without.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out HostName? host, [NotNullWhen(false)] out string? problem)
    {
        (host, problem) = text.Contains(':', StringComparison.Ordinal) || text.StartsWith('[') ? OfIPv6(text) : OfNameOrIPv4(text);
        return host is not null;
    }

    private static (HostName?, string?) OfIPv6(string text)
    {
        var inner = text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text;
        if (inner.Contains('%', StringComparison.Ordinal))
        {
            return (null, "names a network interface of one machine (a zone)");
        }

        if (!IPAddress.TryParse(inner, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6 || inner.AsSpan().ContainsAny('[', ']', '/'))
        {
            return (null, "is no IPv6 address");
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (new HostName(plain.ToString(), plain), null);
    }

    private static (HostName?, string?) OfNameOrIPv4(string text)
    {
        if (ToAscii(text, out var problem) is not { } name)
        {
            return (null, problem);
        }

        name = name.EndsWith('.') ? name[..^1] : name;
        if (IPv4Numbers.EndsInNumber(name))
        {
            return IPv4Numbers.TryParse(name, out var address) ? (new HostName(address.ToString(), address), null) : (null, "ends in a number, but is no IPv4 address");
        }

        if (name.Length > LongestName)
        {
            return (null, "is longer than 253 characters");
        }

        return ComplainOfLabels(name) is { } complaint ? (null, complaint) : (new HostName(name, null), null);
    }

    private static string? ToAscii(string text, out string? problem)
    {
        problem = null;
        if (!text.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            return text;
        }

        if (text.Length > LongestName * 4)
        {
            problem = "is too long";
            return null;
        }

        // Only names beyond ASCII need more than this.
        var lower = InternationalLabel.Map(text);
        if (lower.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            var labels = lower.Split('.');
            for (var i = 0; i < labels.Length; i++)
            {
                if (!System.Text.Ascii.IsValid(labels[i]))
                {
                    if (InternationalLabel.Encode(labels[i], out problem) is not { } encoded)
                    {
                        return null;
                    }

                    labels[i] = encoded;
                }
            }

            lower = string.Join('.', labels);
        }

        problem = lower.AsSpan().ContainsAnyExcept(NameCharacters) ? "has characters that no host name has" : null;
        return problem is null ? lower : null;
    }

    private static string? ComplainOfLabels(string name)
    {
        foreach (var range in name.AsSpan().Split('.'))
        {
            var label = name.AsSpan(range);
            if (label.IsEmpty || label.Length > LongestLabel)
            {
                return label.IsEmpty ? "has an empty part" : "has a part of more than 63 characters";
            }

            if (label.StartsWith(InternationalLabel.Prefix) && !InternationalLabel.IsEncoded(label.ToString()))
            {
                return "has a part in Punycode that stands for no name";
            }
        }

        return null;
    }
}
