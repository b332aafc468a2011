using System.CommandLine;
using FourRunr.Cli.Gateway;
using FourRunr.Cli.Terminal;

namespace FourRunr.Cli.Commands;

/// <summary>What models and tools cost.</summary>
internal static class PricesCommand
{
    private const string Prices = "v1/admin/prices";

    public static Command Create(CommandFactory commands) =>
        CommandFactory.Group("prices", "Show, set and import the prices of models and tools.", CreateShow(commands), CreateSet(commands), CreateImport(commands));

    private static Command CreateShow(CommandFactory commands)
    {
        var version = new Option<string?>("--version-id") { Description = "Another version than the one that counts now, e.g. prices_7." };
        return commands.Make("show", "Show the prices.", async run =>
        {
            using var gateway = run.Operator();
            var answer = await gateway.GetAsync(run.Get(version) is { } id ? $"{Prices}/versions/{Uri.EscapeDataString(id)}" : Prices, run.CancellationToken);
            return run.Answer(answer, output =>
            {
                output.WriteLine($"{answer.Member("version")}  from {answer.Member("effective_from")}  {answer.Member("source")}");
                Table.Write(output, ["MODEL", "INPUT", "CACHE READ", "OUTPUT", "TIERS"], Members(answer["prices"]?["models"]).Select(model => (string[])
                    [Table.Printable(model.Key), model.Value.Member("input"), model.Value.Member("cache_read"), model.Value.Member("output"), TiersOf(model.Value)]));
                Table.Write(output, ["TOOL", "PRICE"], Members(answer["prices"]?["tools"]).Select(tool => (string[])[Table.Printable(tool.Key), $"{tool.Value}"]));
            });
        }, version);
    }

    private static Command CreateSet(CommandFactory commands)
    {
        var file = new Argument<string>("file") { Description = "All prices, YAML or JSON; - for standard input." };
        var over = new Option<string?>("--if-version") { Description = "Only if this is still the newest version." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        return commands.Make("set", "Replace all prices by those of a file.", async run =>
        {
            using var gateway = run.Operator();
            var text = await run.ReadAsync(run.Get(file)!);
            await run.ConfirmAsync("Replace all prices?", run.Get(yes));
            // JSON is YAML too.
            var answer = await gateway.SendAsync(HttpMethod.Put, Prices, GatewayClient.Text(text, "application/yaml"), run.CancellationToken, ("If-Match", Tag(run.Get(over))));
            return run.Answer(answer, output => output.WriteLine($"Set: {answer.Member("version")} from {answer.Member("effective_from")}"));
        }, file, over, yes);
    }

    private static Command CreateImport(CommandFactory commands)
    {
        var file = new Argument<string>("file") { Description = "LiteLLM's model_prices_and_context_window.json; - for standard input." };
        var providers = new Option<string[]>("--provider") { Description = "Only models of this provider; NAME=HERE if it is called otherwise here. May be repeated.", AllowMultipleArgumentsPerToken = false };
        var missing = new Option<bool>("--remove-missing") { Description = "Models that the file does not have lose their prices." };
        var jumps = new Option<string[]>("--confirm-jump") { Description = "A model whose price may change more than ten times. May be repeated." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        return commands.Make("import", "Show what LiteLLM's price file would change, ask, and change it.", async run =>
        {
            using var gateway = run.Operator();
            var body = new JsonObject { ["prices"] = await run.ReadAsync(run.Get(file)!), ["remove_missing"] = run.Get(missing) };
            if (run.Get(providers) is { Length: > 0 } names)
            {
                body["providers"] = new JsonObject(names.Select(name => name.Split('=', 2)).Select(name => KeyValuePair.Create(name[0], (JsonNode?)name[^1])));
            }

            var preview = await gateway.PostAsync($"{Prices}/import", body, run.CancellationToken);
            Write(run.Context.Error, preview);
            await run.ConfirmAsync("Store these prices?", run.Get(yes));
            body["confirm"] = true;
            body["confirm_jumps"] = new JsonArray([.. (run.Get(jumps) ?? []).Select(name => (JsonNode)name)]);
            var content = GatewayClient.Text(body.ToJsonString(), "application/json");
            var answer = await gateway.SendAsync(HttpMethod.Post, $"{Prices}/import", content, run.CancellationToken, ("If-Match", Tag(preview.Member("base_version"))));
            return run.Answer(answer, output => output.WriteLine(answer["applied"] is null ? "Nothing differs." : $"Stored: {answer.Member("applied")}"));
        }, file, providers, missing, jumps, yes);
    }

    private static void Write(TextWriter output, JsonNode preview)
    {
        output.WriteLine(
            $"Against {preview.Member("base_version")}: {preview.Items("added").Count()} models added, {preview.Items("removed").Count()} removed, "
            + $"{preview.Member("unchanged")} unchanged, {preview.Member("kept")} kept that the file does not have, {preview.Items("skipped").Count()} entries skipped.");
        if (preview.Items("changed").Any())
        {
            Table.Write(output, ["MODEL", "PRICE", "OLD", "NEW", "RATIO", ""], preview.Items("changed").Select(change => (string[])
                [change.Member("model"), change.Member("price"), change.Member("old"), change.Member("new"), change.Member("ratio"), change.Member("is_jump") == "true" ? "JUMP" : ""]));
        }
    }

    private static string? Tag(string? version) => version is null ? null : $"\"{version}\"";

    private static string TiersOf(JsonNode? model) => string.Join(", ", model.Items("tiers").Select(tier => $"> {tier.Member("above_input_tokens")}")
        .Concat(Members(model?["service_tiers"]).Select(service => Table.Printable(service.Key))));

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonNode? node) => node as JsonObject ?? [];
}
