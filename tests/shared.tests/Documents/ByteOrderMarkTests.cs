using FourRunr.Documents;
using Xunit;

namespace FourRunr.Shared.Tests.Documents;

public sealed class ByteOrderMarkTests
{
    [Theory]
    [InlineData("\ufeffname: x")]
    [InlineData("\ufeff---\nname: x")]
    [InlineData("---\n\ufeffname: x")]
    [InlineData("---\r\n\ufeffname: x")]
    [InlineData("--- # first\n\ufeffname: x\n...\n")]
    [InlineData("\ufeff# a comment\nname: x\n---\n")]
    [InlineData("name: x\n---\n")]
    [InlineData("---\n---\nname: x\n---\n---")]
    public void Yaml_MarksAndEmptyDocuments_AreNotThere(string yaml) => Assert.Equal(["""{"name":"x"}"""], Read(yaml));

    [Fact]
    public void Yaml_FilesJoined_EachIsADocument() =>
        Assert.Equal(["""{"a":1}""", """{"b":2}""", """{"c":3}"""], Read("\ufeffa: 1\n\ufeff---\nb: 2\n---\n\ufeffc: 3\n\ufeff---\n"));

    [Theory]
    [InlineData("name: \"\ufeffx\"")]
    [InlineData("text: |\n  a\n  \ufeffb")]
    public void Yaml_MarkInsideAText_Stays(string yaml) => Assert.Contains("\ufeff", YamlToJson.Read(yaml).Single().EnumerateObject().Single().Value.GetString()!, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("---\n")]
    [InlineData("\ufeff")]
    [InlineData("# only a comment\n")]
    public void Yaml_NothingInIt_NoDocument(string yaml) => Assert.Empty(YamlToJson.Read(yaml));

    [Theory]
    [InlineData("null", "null")]
    [InlineData("~", "null")]
    [InlineData("''", "\"\"")]
    public void Yaml_ValueThatIsWritten_IsADocument(string yaml, string json) => Assert.Equal([json], Read(yaml));

    [Fact]
    public void Json_Mark_IsPassedOver()
    {
        Assert.Equal("""{"a":1}""", StrictJson.Read(Encoding.UTF8.GetBytes("\ufeff{\"a\":1}")).GetRawText());
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => StrictJson.Read(Encoding.UTF8.GetBytes("\ufeff\ufeff{}")));
    }

    private static string[] Read(string yaml) => [.. YamlToJson.Read(yaml).Select(document => document.GetRawText())];
}
