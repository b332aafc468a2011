namespace FourRunr.Conventions.Tests;

/// <summary>Draws a <see cref="FolderGraph"/> in Mermaid, each folder above those that it uses. What follows from other arrows is left out.</summary>
internal static class FolderPicture
{
    public static string Draw(FolderGraph graph)
    {
        var picture = new StringBuilder("```mermaid\nflowchart TB\n");
        foreach (var folder in graph.Folders)
        {
            var arrows = graph.UsedBy(folder).Where(used => !IsImplied(graph, folder, used)).ToArray();
            picture.Append("    ").AppendJoin(" --> ", arrows.Length == 0 ? [folder] : [folder, string.Join(" & ", arrows)]).Append('\n');
        }

        return picture.Append("```\n").ToString();
    }

    /// <summary>Whether another folder that it uses leads to the same. Arrows of a circle always stay.</summary>
    private static bool IsImplied(FolderGraph graph, string folder, string used) => graph.UsedBy(folder).Any(other =>
        other != used && graph.Way(other, used) is not null && graph.Way(other, folder) is null && graph.Way(used, folder) is null
        && graph.Way(used, other) is null);
}
