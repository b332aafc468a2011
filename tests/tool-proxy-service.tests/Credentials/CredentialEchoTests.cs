using System.Net;
using System.Text.RegularExpressions;
using FourRunr.ToolProxy.Credentials;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Credentials;

public sealed class CredentialEchoTests
{
    [Theory]
    [InlineData("""{"a":"key abcdefgh!"}""", """{"a":"key [redacted]!"}""")]
    [InlineData("""{"a":["abcdefgh-and-more"]}""", """{"a":["[redacted]"]}""")]
    [InlineData("""{"abcdefgh-and-more":1}""", """{"[redacted]":1}""")]
    [InlineData("""{"a":"YWJjZGVmZ2gtYW5kLW1vcmU="}""", """{"a":"[redacted]="}""")]
    [InlineData("""{"a":1234567890123}""", """{"a":"[redacted]"}""")]
    [InlineData("""{"a":[-1234567890123.5,1234567,true,null]}""", """{"a":["-[redacted].5",1234567,true,null]}""")]
    [InlineData("1234567890123", "\"[redacted]\"")]
    [InlineData("""{"a":"short","b":7}""", """{"a":"short","b":7}""")]
    public void Remove_Echo_NothingOfTheCredentialIsLeft(string answer, string cleaned)
    {
        var credential = new ToolCredential("v", new Dictionary<string, string>
        {
            ["id"] = "abcdefgh",
            ["secret"] = "abcdefgh-and-more",
            ["account"] = "1234567890123",
            ["pin"] = "short",
        });

        Assert.Equal(cleaned, CredentialEcho.Remove(JsonNode.Parse(answer), credential)!.ToJsonString());
    }

    private const string Secret = "a/b+c=d&e<f\"g-7";

    public static TheoryData<string> Forms
    {
        get
        {
            var bytes = Encoding.UTF8.GetBytes(Secret);
            var forms = new TheoryData<string>(
                Secret, Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes), Convert.ToHexStringLower([1, 2, 3, .. bytes, 9]),
                Uri.EscapeDataString(Secret), Lower(Uri.EscapeDataString(Secret)), WebUtility.UrlEncode(Secret), Secret.Replace("/", "%2f", StringComparison.Ordinal),
                string.Concat(bytes.Select(value => $"%{value:x2}")), WebUtility.HtmlEncode(Secret),
                Secret.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("/", "&sol;", StringComparison.Ordinal),
                string.Concat(Secret.Select(character => $"&#x{(int)character:X};")), string.Concat(Secret.Select(character => $"&#{(int)character};")),
                JsonSerializer.Serialize(Secret)[1..^1], string.Concat(Secret.Select(character => $"\\u{(int)character:x4}")),
                Secret.Replace("/", "\\/", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal));
            for (var prefix = 0; prefix < 6; prefix++)
            {
                for (var suffix = 0; suffix < 3; suffix++)
                {
                    var text = Convert.ToBase64String([.. Enumerable.Repeat((byte)':', prefix), .. bytes, .. Enumerable.Repeat((byte)0xff, suffix)]);
                    forms.Add(text);
                    forms.Add(text.TrimEnd('=').Replace('+', '-').Replace('/', '_'));
                }
            }

            return forms;
        }
    }

    [Theory, MemberData(nameof(Forms))]
    public void Remove_AnyForm_NothingThatLeadsBackToTheSecret(string form)
    {
        foreach (var text in new[] { form, $"before {form} after", $"%41&amp;\\n {form}{form}", $"100 % & {form}" })
        {
            var cleaned = CredentialEcho.Remove(new JsonObject { ["a"] = text }, [Secret])!["a"]!.GetValue<string>();

            Assert.Contains(CredentialEcho.Redacted, cleaned, StringComparison.Ordinal);
            Assert.DoesNotContain(form, cleaned, StringComparison.Ordinal);
            // Of Base64 what stands before and behind may remain, of everything else nothing.
            Assert.True(cleaned.Length < text.Length + CredentialEcho.Redacted.Length && !cleaned.Contains(form[2..^2], StringComparison.Ordinal), cleaned);
        }
    }

    [Theory]
    [InlineData("nothing of it: %2f &amp; \\u002f and more of the same")]
    [InlineData("a/b+c=d&amp;e&lt;f")]
    [InlineData("%61%2f%62%2b")]
    [InlineData("\\ud800 &#xd800; &#99999999; &nosuch; %zz % & \\")]
    public void Remove_TextWithoutTheSecret_IsTheSame(string text) =>
        Assert.Equal(text, CredentialEcho.Remove(new JsonObject { ["a"] = text }, [Secret])!["a"]!.GetValue<string>());

    [Theory]
    [InlineData("aaaaaaab", "aaaa%61aaaaaab", "aaaa[redacted]")]
    [InlineData("abababac", "%61bababab%61c", "%61b[redacted]")]
    [InlineData("Zürich-2026", "Z%c3%bcrich-2026", "[redacted]")]
    [InlineData("Zürich-2026", "Z&uuml;rich-2026", "[redacted]")]
    [InlineData("Zürich-2026", "Z\\u00fcrich-2026", "[redacted]")]
    [InlineData("key 😀 12345", "key+\\ud83d\\ude00+12345", "key+\\ud83d\\ude00+12345")]
    [InlineData("key 😀 12345", "key \\ud83d\\ude00 12345", "[redacted]")]
    [InlineData("pass word 12", "pass+word+12", "[redacted]")]
    public void Remove_Escaped_ExactlyTheSecretGoes(string secret, string text, string cleaned) =>
        Assert.Equal(cleaned, CredentialEcho.Remove(new JsonObject { ["a"] = text }, [secret])!["a"]!.GetValue<string>());

    private static string Lower(string escaped) => Regex.Replace(escaped, "%..", match => match.Value.ToLowerInvariant());

    /// <summary>A number that somebody made, not read.</summary>
    [Fact]
    public void Remove_MadeNumber_TakenOut() =>
        Assert.Equal("""{"a":"[redacted]"}""", CredentialEcho.Remove(new JsonObject { ["a"] = 1234567890123L }, ["1234567890123"])!.ToJsonString());
}
