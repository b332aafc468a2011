namespace FourRunr.ToolProxy.DeclaredTools.Templates;

/// <summary>A part of a template: literal text, or a parameter.</summary>
/// <param name="Text">The literal text, or the parameter's name.</param>
/// <param name="Style">The operator of RFC 6570, in paths only: <c>;</c> or <c>.</c>; 0 for simple expansion.</param>
/// <param name="IsExploded">RFC 6570: whether each item of a list is expanded by itself (<c>*</c> after the name).</param>
/// <param name="Separator">What joins the items of a list; 0 for the default of where the template is used.</param>
internal readonly record struct TemplatePart(string Text, bool IsParameter, char Style = '\0', bool IsExploded = false, char Separator = '\0')
{
    /// <summary>Whether it is more than a parameter's name.</summary>
    public bool HasModifiers => Style != '\0' || IsExploded || Separator != '\0';

    /// <param name="expression">The text between the braces; not empty.</param>
    public static TemplatePart Parse(string expression)
    {
        var style = expression[0] is ';' or '.' ? expression[0] : '\0';
        var last = expression[^1];
        var name = expression[(style == '\0' ? 0 : 1)..^(last is '*' or ',' or '|' or ' ' ? 1 : 0)];
        return name.Length == 0 ? new(expression, true) : new(name, true, style, last == '*', last is ',' or '|' or ' ' ? last : '\0');
    }
}
