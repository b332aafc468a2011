using System.Diagnostics;
using System.Text.RegularExpressions;
using FourRunr.Contracts;

namespace FourRunr.Bench.Scenarios.Imports;

/// <summary>
/// Imports every OpenAPI 3 document of a folder and declares what comes out, so that an operation counts only when the gateway takes its
/// action: once the whole document in one request, then what is left in parts, with each of its security schemes.
/// </summary>
internal static partial class ImportRun
{
    private const int MostActions = 64;
    private const string SomeBase = "https://api.example.com";

    public static async Task<int> MeasureAsync(Client http, Uri door, string folder)
    {
        var (operations, atOnce, inParts, documents) = (0, 0, 0, 0);
        var reasons = new Dictionary<string, int>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (ApiFile.Read(file) is not { } document)
            {
                continue;
            }

            var start = Stopwatch.GetTimestamp();
            var first = await ImportAsync(http, door, document, new ImportToolRequest("bench_import", document.Json, SourceUrl: $"{SomeBase}/openapi.json"));
            var time = Stopwatch.GetElapsedTime(start);
            var left = new HashSet<string>(first.Unsupported.Select(operation => operation.Operation), StringComparer.Ordinal);
            var once = document.Operations.Count - left.Count;
            var last = await ImportPartsAsync(http, door, document, left);
            foreach (var reason in left.Select(label => last.GetValueOrDefault(label, "?")))
            {
                reasons[Names().Replace(reason, "'…'")] = reasons.GetValueOrDefault(Names().Replace(reason, "'…'")) + 1;
            }

            documents++;
            (operations, atOnce, inParts) = (operations + document.Operations.Count, atOnce + once, inParts + document.Operations.Count - left.Count);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.GetRelativePath(folder, file),-60} {document.Operations.Count,5} operations {once,5} at once {document.Operations.Count - left.Count,5} in parts {time.TotalMilliseconds,8:F0} ms"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{documents} documents, {operations} operations: {atOnce} become actions at once, {inParts} in parts ({100.0 * inParts / operations:F1} %)"));
        foreach (var (reason, count) in reasons.OrderByDescending(entry => entry.Value))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,5}  {reason}"));
        }

        return 0;
    }

    /// <returns>Why the operations that are left are left.</returns>
    private static async Task<Dictionary<string, string>> ImportPartsAsync(Client http, Uri door, ApiFile document, HashSet<string> left)
    {
        var last = new Dictionary<string, string>();
        foreach (var scheme in document.Schemes.Prepend(null))
        {
            foreach (var part in left.Chunk(MostActions).ToList())
            {
                var request = new ImportToolRequest("bench_import", document.Json, SomeBase, part, Security: scheme);
                var answer = await ImportAsync(http, door, document, request);
                var unsupported = answer.Unsupported.ToDictionary(operation => operation.Operation, operation => operation.Reason);
                left.ExceptWith(part.Where(label => !unsupported.ContainsKey(label)));
                foreach (var (label, reason) in unsupported)
                {
                    last[label] = reason;
                }
            }
        }

        return last;
    }

    private static async Task<ImportToolResponse> ImportAsync(Client http, Uri door, ApiFile document, ImportToolRequest request)
    {
        var answer = await http.SendAsync<ImportToolResponse>(HttpMethod.Post, door, "/v1/admin/tools/import", Client.AdminKey, request);
        if (answer.Definition["actions"]!.AsObject().Count > 0)
        {
            answer.Definition["base_url"] = SomeBase;
            await http.SendAsync<JsonElement>(HttpMethod.Put, door, "/v1/admin/tools/bench_import", Client.AdminKey, answer.Definition);
        }

        return answer;
    }

    [GeneratedRegex("'[^']*'", RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
