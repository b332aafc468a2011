namespace FourRunr.Models.Tests.Clients;

/// <summary>A client as npm has it, with one API.</summary>
/// <param name="Name">Its models begin with it.</param>
/// <param name="Script">A file of <c>tests/models/clients</c>.</param>
/// <param name="Variant">What the script is told, if anything.</param>
/// <param name="UsageMustBeAskedFor">Streams carry usage only on request.</param>
/// <param name="ReadsUncounted">Whether it takes an answer without usage, which real providers always send.</param>
/// <param name="MostTries">How often it asks in vain when it is told not to repeat a call that has to wait.</param>
internal sealed record ModelClient(
    string Name, string Script, (string Name, string Value)? Variant, bool UsageMustBeAskedFor = false, bool ReadsUncounted = true, int MostTries = 1)
{
    /// <summary>Those that do not know <c>x-should-retry</c>.</summary>
    private const int Stubborn = 3;

    private static readonly string[] Behaviours = ["ok", "slow", "cut", "failing", "uncounted", "lost", "down", "503"];

    public static readonly IReadOnlyList<ModelClient> All =
    [
        OpenAi("openai-4", "chat", "openai-4") with { UsageMustBeAskedFor = true },
        OpenAi("openai-6-chat", "chat", "openai-6") with { UsageMustBeAskedFor = true },
        OpenAi("openai-6-responses", "responses", "openai-6"),
        OpenAi("openai-7-chat", "chat", "openai-7") with { UsageMustBeAskedFor = true },
        OpenAi("openai-7-responses", "responses", "openai-7"),
        new("anthropic-0", "anthropic", ("ANTHROPIC", "anthropic-0")),
        new("anthropic-1", "anthropic", ("ANTHROPIC", "anthropic-1")),
        Ai("responses"),
        Ai("chat"),
        Ai("compatible") with { UsageMustBeAskedFor = true },
        Ai("anthropic") with { ReadsUncounted = false },
        new("langchain", "langchain", Variant: null, MostTries: Stubborn),
    ];

    public IEnumerable<string> Models => Behaviours.Select(ModelThatIs);

    public static ModelClient Of(string name) => All.Single(client => client.Name == name);

    /// <param name="behaviour">See the test provider.</param>
    public string ModelThatIs(string behaviour) => $"{Name}-{behaviour}";

    private static ModelClient OpenAi(string name, string api, string package) => new(name, $"openai-{api}", ("OPENAI", package));

    private static ModelClient Ai(string adapter) => new($"ai-{adapter}", "ai", ("ADAPTER", adapter), MostTries: Stubborn);
}
