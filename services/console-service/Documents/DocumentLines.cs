using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FourRunr.WebConsole.Documents;

/// <summary>Finds the line on which a member of a document stands.</summary>
internal static class DocumentLines
{
    /// <param name="text">YAML, or JSON, which nearly always is YAML too.</param>
    /// <param name="path">E.g. <c>spec.quotas[1].window</c>. Where it leads nowhere, the line of the nearest member above.</param>
    /// <returns>From 1; null for the document as a whole.</returns>
    public static long? Find(string text, string path)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [{ RootNode: var root }, ..] ? Follow(root, path) : null;
        }
        catch (YamlException)
        {
            return null;
        }
    }

    private static long? Follow(YamlNode node, string path)
    {
        long? line = null;
        while (path.Length > 0)
        {
            if (node is YamlMappingNode mapping && MemberOf(mapping, path) is { } member)
            {
                (line, node, path) = (member.Key.Start.Line, member.Value, path[Name(member.Key).Length..].TrimStart('.'));
            }
            else if (node is YamlSequenceNode items && IndexOf(path) is var (index, length) && index < items.Children.Count)
            {
                (line, node, path) = (items.Children[index].Start.Line, items.Children[index], path[length..].TrimStart('.'));
            }
            else
            {
                break;
            }
        }

        return line;
    }

    /// <summary>The longest name that the path begins with: names may have dots.</summary>
    private static KeyValuePair<YamlNode, YamlNode>? MemberOf(YamlMappingNode mapping, string path) => mapping.Children
        .Where(child => Begins(path, Name(child.Key)))
        .OrderByDescending(child => Name(child.Key).Length)
        .Select(child => (KeyValuePair<YamlNode, YamlNode>?)child)
        .FirstOrDefault();

    private static bool Begins(string path, string name) =>
        name.Length > 0 && path.StartsWith(name, StringComparison.Ordinal) && (path.Length == name.Length || path[name.Length] is '.' or '[');

    private static string Name(YamlNode key) => (key as YamlScalarNode)?.Value ?? "";

    private static (int Index, int Length)? IndexOf(string path) =>
        path[0] == '[' && path.IndexOf(']', StringComparison.Ordinal) is var end and > 1
        && int.TryParse(path.AsSpan(1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? (index, end + 1)
            : null;
}
