namespace FourRunr.Testing.FakeTools;

/// <summary>What a fake tool does with a request that it took.</summary>
public enum ToolMood
{
    Well,

    /// <summary>Does what was asked, and answers 500.</summary>
    Failing,

    /// <summary>Does what was asked, and does not answer before its mood changes.</summary>
    Hanging,
}
