using FourRunr.WebConsole.Documents;
using Xunit;

namespace FourRunr.WebConsole.Tests.Documents;

public sealed class DocumentTests
{
    private const string Yaml = """
        # A comment.
        name: readers
        spec:
          scopes:
            - serpapi:*
            - "*"
          quotas: [{scope: "*", limit: 1}, {scope: x,
            limit: 0}]
          guards:
            a.b: {c: 1}
        """;

    [Theory]
    [InlineData("""{"a":"","b":"true","c":"10","d":" x ","e":"a: b","f":"# no","g":"*","h":"- x","i":"No","j":"a\nb","k":"\u202e\u0000<b>","l":"serpapi:*","m":"a:"}""")]
    [InlineData("""{"a":[],"b":{},"c":[{"d":[1,-0.5,1e21,true,null]},[["x"]]],"":1,"with: colon":2,"1":3,"null":4}""")]
    public void Of_AnyDocument_ReadsBackAsTheSame(string json)
    {
        var document = JsonNode.Parse(json)!.AsObject();

        var (read, fault) = DocumentText.Read(YamlText.Of(document));

        Assert.Null(fault);
        Assert.True(JsonNode.DeepEquals(document, read), YamlText.Of(document));
    }

    [Theory]
    [InlineData("name", 2)]
    [InlineData("spec.scopes[1]", 6)]
    [InlineData("spec.quotas[1].limit", 8)]
    [InlineData("spec.guards.a.b.c", 10)]
    [InlineData("spec.missing", 3)]
    [InlineData("nowhere", null)]
    [InlineData("$", null)]
    public void Find_OfAPath_IsTheLineOfTheNearestMember(string path, int? line) => Assert.Equal(line, DocumentLines.Find(Yaml, path));

    [Theory]
    [InlineData("{\n  \"a\": 1,\n  \"a\": 2\n}", null)]
    [InlineData("{\n  \"a\": x\n}", 2)]
    [InlineData("a: &x 1\nb: *x", null)]
    [InlineData("- a", null)]
    [InlineData("", null)]
    [InlineData("a: 1\n---\nb: 2", null)]
    public void Read_OfWhatIsNoDocument_SaysWhy(string text, int? line)
    {
        var (document, fault) = DocumentText.Read(text);

        Assert.Null(document);
        Assert.NotEmpty(fault!.Message);
        Assert.True(line is null || line == fault.Line, $"line {fault.Line}");
    }
}
