using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using FourRunr.ToolProxy.Prices.Arithmetic;

namespace FourRunr.ToolProxy.Prices.Import;

/// <summary>Turns the prices of one entry of LiteLLM's file, dollars for one token, into the form of documents here.</summary>
internal sealed partial class LiteLlmPrices(JsonElement entry)
{
    private const string Input = "input";
    private const string Output = "output";

    /// <summary>By LiteLLM's word for the kind of tokens.</summary>
    private static readonly Dictionary<string, string> Classes = new(StringComparer.Ordinal)
    {
        ["input_cost_per_token"] = Input,
        ["output_cost_per_token"] = Output,
        ["cache_read_input_token_cost"] = "cache_read",
        ["cache_creation_input_token_cost"] = "cache_write_5m",
        ["cache_creation_input_token_cost_above_1hr"] = "cache_write_1h",
        ["output_cost_per_reasoning_token"] = "reasoning",
    };

    private readonly SortedSet<string> _leftOut = new(StringComparer.Ordinal);

    /// <summary>By service tier (empty for the usual one), bound and kind.</summary>
    private readonly Dictionary<(string Service, long Above, string Kind), string> _prices = [];

    /// <summary>Why there are no prices, as a sentence.</summary>
    public string Complaint { get; private set; } = "";

    /// <summary>Members that name prices and were not used, zeros apart.</summary>
    public IReadOnlyList<string> LeftOut => [.. _leftOut];

    /// <param name="isEmbedding">Whether an output without a price is free.</param>
    /// <returns>Null when <see cref="Complaint"/> says why.</returns>
    public JsonObject? Read(bool isEmbedding)
    {
        foreach (var member in entry.EnumerateObject())
        {
            if (Member().Match(member.Name) is { Success: true } match)
            {
                Take(match.Groups["service"].Value, Bound(match.Groups["above"]), Classes[match.Groups["kind"].Value], member);
            }
            else if (member.Name == "tiered_pricing" && member.Value.ValueKind == JsonValueKind.Array)
            {
                TakeRanges(member.Value);
            }
            else if (member.Name.Contains("cost", StringComparison.Ordinal) && !IsNothing(member.Value))
            {
                _leftOut.Add(Characters.Cut(member.Name, 100));
            }
        }

        if (Complaint.Length > 0)
        {
            return null;
        }

        if (isEmbedding)
        {
            _prices.TryAdd(("", 0, Output), "0");
        }

        if (Find("", 0, Input) is not { } input || Find("", 0, Output) is not { } output)
        {
            Complaint = "It has no price for a token of input, or none for one of output.";
            return null;
        }

        if (input == "0" && output == "0")
        {
            Complaint = "All of it would be free. Set such a price by hand, if it is true.";
            return null;
        }

        var price = Rates("");
        AddTiers(price, "");
        AddServices(price);
        AddCount(price, "max_input_tokens", "context_window");
        AddCount(price, "max_output_tokens", "max_output");
        return price;
    }

    private void Take(string service, long above, string kind, JsonProperty member)
    {
        if (member.Value.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (member.Value.ValueKind == JsonValueKind.Number && TokenPrice.TryParsePerToken(JsonMarshal.GetRawUtf8Value(member.Value), out var price))
        {
            _prices[(service == "batches" ? "batch" : service, above, kind)] = price.ToString();
        }
        else
        {
            Complaint = $"'{member.Name}' is not a number from 0 to 1 with at most 24 decimals.";
        }
    }

    /// <summary>Ranges of input tokens that follow each other; the first one is the usual price.</summary>
    private void TakeRanges(JsonElement ranges)
    {
        long end = 0;
        foreach (var range in ranges.EnumerateArray())
        {
            if (range.ValueKind != JsonValueKind.Object || !range.TryGetProperty("range", out var bounds) || bounds.ValueKind != JsonValueKind.Array
                || bounds.GetArrayLength() != 2 || bounds[0].ValueKind != JsonValueKind.Number || bounds[1].ValueKind != JsonValueKind.Number
                || !bounds[0].TryGetInt64(out var from) || from != end || !bounds[1].TryGetInt64(out end))
            {
                Complaint = "The ranges of 'tiered_pricing' are not whole numbers of tokens that follow each other from 0 on.";
                return;
            }

            foreach (var member in range.EnumerateObject().Where(member => Classes.ContainsKey(member.Name)))
            {
                Take("", from, Classes[member.Name], member);
            }
        }
    }

    private JsonObject Rates(string service)
    {
        var rates = new JsonObject();
        foreach (var kind in Classes.Values)
        {
            if (Find(service, 0, kind) is { } price)
            {
                rates[kind] = price;
            }
        }

        return rates;
    }

    private string? Find(string service, long above, string kind) => _prices.GetValueOrDefault((service, above, kind));

    /// <summary>
    /// Adds what large requests cost. Where the file does not say it of another service, they cost what they usually do, or what small ones cost
    /// there if that is more. A kind of tokens without a price for small requests has none for large ones either: it costs as input or output.
    /// </summary>
    private void AddTiers(JsonObject rates, string service)
    {
        var tiers = new JsonArray();
        foreach (var above in _prices.Keys.Where(key => key.Above > 0 && (key.Service == service || key.Service.Length == 0)).Select(key => key.Above).Distinct().Order())
        {
            var tier = new JsonObject { ["above_input_tokens"] = above };
            foreach (var kind in Classes.Values)
            {
                if (Find(service, 0, kind) is { } small)
                {
                    tier[kind] = Find(service, above, kind) ?? (Find("", above, kind) is { } usual ? Dearer(usual, small) : small);
                }
                else if (Find(service, above, kind) is not null)
                {
                    _leftOut.Add(string.Create(CultureInfo.InvariantCulture, $"{kind} above {above}{(service.Length > 0 ? $" {service}" : "")}"));
                }
            }

            tiers.Add(tier);
        }

        if (tiers.Count > 0)
        {
            rates["tiers"] = tiers;
        }
    }

    private static string Dearer(string one, string other) =>
        TokenPrice.TryParse(one, out var first) && TokenPrice.TryParse(other, out var second) ? TokenPrice.Max(first, second).ToString() : one;

    private void AddServices(JsonObject price)
    {
        var services = new JsonObject();
        foreach (var service in _prices.Keys.Select(key => key.Service).Where(service => service.Length > 0).Distinct().Order(StringComparer.Ordinal))
        {
            var rates = Rates(service);
            if (rates.ContainsKey(Input) && rates.ContainsKey(Output))
            {
                AddTiers(rates, service);
                services[service] = rates;
            }
            else
            {
                _leftOut.Add($"*_{service}");
            }
        }

        if (services.Count > 0)
        {
            price["service_tiers"] = services;
        }
    }

    private void AddCount(JsonObject price, string from, string to)
    {
        if (entry.TryGetProperty(from, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count > 0)
        {
            price[to] = count;
        }
    }

    /// <summary>0 where no bound is named; the thousands are of ten.</summary>
    private static long Bound(Group thousands) => thousands.Success ? long.Parse(thousands.Value, CultureInfo.InvariantCulture) * 1000 : 0;

    private static bool IsNothing(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.Number && JsonNumber.Parse(JsonMarshal.GetRawUtf8Value(value)).ToString() == "0");

    [GeneratedRegex(
        @"\A(?<kind>input_cost_per_token|output_cost_per_token|cache_read_input_token_cost|cache_creation_input_token_cost(?:_above_1hr)?|output_cost_per_reasoning_token)(?:_above_(?<above>[0-9]{1,5})k_tokens)?(?:_(?<service>flex|priority|batches))?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Member();
}
