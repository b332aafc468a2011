namespace FourRunr.ToolProxy.DeclaredTools.Templates;

/// <summary>A part of a template: text, or the place of a parameter.</summary>
/// <param name="Text">The text, or the parameter's name.</param>
/// <param name="Style">How RFC 6570 calls the expansion: <c>;</c> and <c>.</c>; 0 for the simple one. In paths only.</param>
/// <param name="IsExploded">Whether each item of a list stands for itself (<c>*</c> after the name).</param>
/// <param name="Joiner">What a list's items are joined by; 0 where it is not said.</param>
internal readonly record struct TemplatePart(string Text, bool IsParameter, char Style = '\0', bool IsExploded = false, char Joiner = '\0')
{
    /// <param name="expression">What stands between the braces.</param>
    public static TemplatePart Parse(string expression)
    {
        var style = expression[0] is ';' or '.' ? expression[0] : '\0';
        var last = expression[^1];
        var name = expression[(style == '\0' ? 0 : 1)..^(last is '*' or ',' or '|' or ' ' ? 1 : 0)];
        return name.Length == 0 ? new(expression, true) : new(name, true, style, last == '*', last is ',' or '|' or ' ' ? last : '\0');
    }

    /// <summary>Whether it is more than the parameter's place.</summary>
    public bool IsExpression => Style != '\0' || IsExploded || Joiner != '\0';
}
