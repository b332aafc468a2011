using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;

namespace FourRunr.Auth.SignIn;

/// <summary>Markup. In an interpolated string everything that is not markup itself is encoded, so that no text can become markup.</summary>
internal readonly record struct Html(string Text)
{
    public static readonly Html Empty = new("");

    public static Html Of(Interpolated markup) => new(markup.ToString());

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part.Text)));

    public override string ToString() => Text;

    [InterpolatedStringHandler]
    public readonly struct Interpolated
    {
        private readonly StringBuilder _text;

        public Interpolated(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 16));

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(string? text) => _text.Append(HtmlEncoder.Default.Encode(text ?? ""));

        public void AppendFormatted(Html markup) => _text.Append(markup.Text);

        public override string ToString() => _text.ToString();
    }
}
