namespace FourRunr.ToolProxy.Schemas;

/// <summary>Where in a document a schema is.</summary>
/// <param name="Pointer">RFC 6901, from the whole schema.</param>
/// <param name="IsPart">Whether it is a part of a composed schema, or a definition to refer to. Such a schema is not checked by itself.</param>
internal readonly record struct SchemaPlace(string Pointer, int Depth, bool IsPart)
{
    public static readonly SchemaPlace Root = new("", 0, IsPart: false);

    public SchemaPlace At(string keyword, bool isPart) => new($"{Pointer}/{Escape(keyword)}", Depth + 1, isPart);

    public SchemaPlace At(string keyword, string name, bool isPart) => new($"{Pointer}/{keyword}/{Escape(name)}", Depth + 1, isPart);

    public SchemaPlace At(string keyword, int index, bool isPart) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{Pointer}/{keyword}/{index}"), Depth + 1, isPart);

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
