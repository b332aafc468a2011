namespace FourRunr.Fuzz.Rules;

/// <param name="Rule">What was broken.</param>
/// <param name="Target">What the request was for.</param>
internal sealed record Finding(string Rule, string Target, string Request, string Answer)
{
    /// <summary>Findings that most likely have one cause.</summary>
    public string Kind => $"{Target}: {Rule}";

    public override string ToString() => $"{Kind}\n--- request\n{Request}\n--- answer\n{Answer}";
}
