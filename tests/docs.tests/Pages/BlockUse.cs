namespace FourRunr.Docs.Tests.Pages;

/// <summary>What is done with a block of a page; the comment on the line above says so.</summary>
internal abstract record BlockUse
{
    private BlockUse()
    {
    }

    /// <summary>Shell commands without a comment: they run, and must succeed.</summary>
    internal sealed record Run : BlockUse;

    /// <summary><c>&lt;!-- run: background --&gt;</c>: starts a gateway that serves the rest of the page.</summary>
    internal sealed record Background : BlockUse;

    /// <summary><c>&lt;!-- not run: reason --&gt;</c>.</summary>
    internal sealed record NotRun(string Reason) : BlockUse;

    /// <summary><c>&lt;!-- file: name --&gt;</c>: is saved under this name before the next commands.</summary>
    internal sealed record SavedFile(string Name) : BlockUse;
}
