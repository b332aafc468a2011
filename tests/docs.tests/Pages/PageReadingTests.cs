using Xunit;

namespace FourRunr.Docs.Tests.Pages;

public sealed class PageReadingTests
{
    [Theory]
    [InlineData("<!-- not run: -->", "no reason")]
    [InlineData("<!-- not run:  -->", "no reason")]
    [InlineData("<!-- run: sometimes -->", "means nothing")]
    [InlineData("<!-- file: a.sh -->", "means nothing")]
    public void Read_CommentThatSaysNothing_IsRefused(string comment, string said)
    {
        var failure = Assert.Throws<PageException>(() => Page.Read("page.md", $"words\n\n{comment}\n```sh\ntrue\n```\n"));

        Assert.StartsWith("page.md:4: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CommentThatIsNotRightAbove_DoesNotCount()
    {
        var block = Assert.Single(Page.Read("page.md", "<!-- not run: needs a cluster -->\n\n```sh\ntrue\n```\n").Blocks);

        Assert.IsType<BlockUse.Run>(block.Use);
    }

    [Theory]
    [InlineData("sh")]
    [InlineData("bash")]
    [InlineData("shell")]
    [InlineData("console")]
    public void Read_EveryNameOfAShell_IsRun(string language) =>
        Assert.IsType<BlockUse.Run>(Assert.Single(Page.Read("page.md", $"```{language}\ntrue\n```\n").Blocks).Use);

    [Fact]
    public void Read_OutputAfterWords_IsNotThatOfTheCommands()
    {
        var page = Page.Read("page.md", "```sh\ntrue\n```\n\n```text\nshown\n```\n\n```sh\ntrue\n```\nwords\n```text\nother\n```\n");

        Assert.Equal(["shown\n", null], page.Blocks.Select(block => block.Output?.Text));
    }

    [Fact]
    public void Read_BlockInAList_LosesItsIndent() =>
        Assert.Equal("one\n  two\n", Assert.Single(Page.Read("page.md", "- item\n  ```sh\n  one\n    two\n  ```\n").Blocks).Text);
}
