namespace FourRunr.Documents;

/// <summary>How alike two words are (Levenshtein): the fewest characters to insert, delete or replace.</summary>
public static class EditDistance
{
    public static int Of(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(diagonal + (from[i - 1] == to[j - 1] ? 0 : 1), 1 + Math.Min(row[j], row[j - 1])));
            }
        }

        return row[^1];
    }
}
