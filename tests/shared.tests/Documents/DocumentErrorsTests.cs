using FourRunr.Documents;
using Xunit;

namespace FourRunr.Shared.Tests.Documents;

public sealed class DocumentErrorsTests
{
    [Fact]
    public void Read_ThousandsOfUnknownMembers_FirstHundredAndHowManyMore()
    {
        var errors = Read($"{{{string.Join(',', Enumerable.Range(0, 60_000).Select(i => $"\"m{i}\":1"))}}}");

        Assert.Equal(101, errors.Count);
        Assert.Equal(["'$' has 59900 more faults, which are not listed."], errors["$"]);
        Assert.Equal(["'m0' is unknown here; known: name."], errors["m0"]);
    }

    [Fact]
    public void Read_NamesOfAnyLength_AnswerIsBounded()
    {
        var errors = Read($"{{\"{new string('x', 900_000)}\":1}}");

        Assert.InRange(errors.Sum(error => error.Key.Length + error.Value.Sum(complaint => complaint.Length)), 1, 2_000);
    }

    [Fact]
    public void AddAll_OfSeveralDocuments_CountsOn()
    {
        var all = new DocumentErrors();
        for (var document = 0; document < 3; document++)
        {
            var one = new DocumentErrors();
            for (var i = 0; i < 150; i++)
            {
                one.Add($"d{document}.m{i}", "is wrong");
            }

            all.AddAll(one);
        }

        Assert.Equal(100 + 1, all.ToDictionary().Count);
        Assert.Equal(["'$' has 350 more faults, which are not listed."], all.ToDictionary()["$"]);
    }

    private static IReadOnlyDictionary<string, string[]> Read(string json)
    {
        var errors = new DocumentErrors();
        ObjectReader.Read(System.Text.Json.JsonElement.Parse(json), "", errors, reader => reader.Text("name"));
        return errors.ToDictionary();
    }
}
