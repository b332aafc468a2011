using System.Buffers;
using FourRunr.Audit;
using FourRunr.Contracts;
using Xunit;
using static FourRunr.Contracts.AuditFindingKind;

namespace FourRunr.Shared.Tests.Audit;

public sealed class AuditExportTests
{
    private readonly Trail _trail = new(1, length: 40, checkpointEvery: 20);

    [Fact]
    public void Writer_Lines_AreThoseOfTheFormat()
    {
        var trail = new Trail(1, 1, 1);
        var (row, checkpoint) = (trail.Rows[0], trail.Checkpoints[0]);

        var lines = Export.Of([trail]).Split('\n');

        Assert.Equal(4, lines.Length);
        Assert.Equal(Trail.Key.ExportPublicKeyPem(), JsonDocument.Parse(lines[0]).RootElement.GetProperty("public_key_pem").GetString());
        Assert.StartsWith($$"""{"type":"key","key_id":"{{Trail.Key.KeyId}}","public_key_pem":"-----BEGIN PUBLIC KEY-----\n""", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            $$"""{"type":"entry","writer":"{{row.Writer}}","seq":1,"prev_hash":"{{new string('0', 64)}}","hash":"{{Convert.ToHexStringLower(row.Hash)}}","entry":{{Encoding.UTF8.GetString(row.Entry)}}}""",
            lines[1]);
        Assert.StartsWith(
            $$"""{"type":"checkpoint","writer":"{{row.Writer}}","seq":1,"hash":"{{Convert.ToHexStringLower(row.Hash)}}","signed_at":1772366401000,"key_id":"{{Trail.Key.KeyId}}","signature":""",
            lines[2], StringComparison.Ordinal);
        Assert.Equal(checkpoint.Signature.Length, JsonDocument.Parse(lines[2]).RootElement.GetProperty("signature").GetBytesFromBase64().Length);
        Assert.Equal("", lines[3]);
    }

    [Theory]
    [InlineData("""{"writer":"w","seq":1}""")]
    [InlineData("""{ "writer" : "w","seq":1,  "text":"Zw\u00f6lf, zwölf \/ 😀","number":1.50e+1,"twice":1,"twice":2 }""")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData(" {} ")]
    [InlineData("{\n}")]
    [InlineData("{}{}")]
    [InlineData("{},\"entry\":{}")]
    public async Task Entry_WrittenAndRead_KeepsItsBytes(string entry)
    {
        var output = new ArrayBufferWriter<byte>();
        var row = Trail.Chained("w", 1, new byte[32], Encoding.UTF8.GetBytes(entry));
        AuditExport.Write(output, row);
        AuditExport.Write(output, row with { Entry = [0xff, 0xfe, 0, 1] });

        var lines = await Export.ReadAsync(output.WrittenSpan.ToArray());

        Assert.Equal([1, 2], lines.Select(line => line.Number));
        var read = Assert.IsType<AuditRow>(lines[0].Line);
        Assert.Equal((row.Writer, row.Seq), (read.Writer, read.Seq));
        Assert.Equal(row.Entry, read.Entry);
        Assert.Equal(row.PreviousHash, read.PreviousHash);
        Assert.Equal(row.Hash, read.Hash);
        Assert.Equal([0xff, 0xfe, 0, 1], Assert.IsType<AuditRow>(lines[1].Line).Entry);
    }

    [Fact]
    public async Task Verify_Untouched_IsIntact()
    {
        var report = await Export.VerifyAsync(Export.Of([_trail, new Trail(2, 3)]));

        Assert.True(report.Intact);
        Assert.Equal((43, 40, 3, 2), (report.Rows, report.CoveredRows, report.TailRows, report.Checkpoints));
    }

    [Fact]
    public async Task Verify_GivenKeys_TrustsNoneOfTheExport()
    {
        using var other = CheckpointKey.Create();
        var otherPublic = CheckpointPublicKey.FromPem(other.ExportPublicKeyPem());

        Assert.True((await Export.VerifyAsync(Export.Of([_trail]), otherPublic, Trail.PublicKey)).Intact);
        var report = await Export.VerifyAsync(Export.Of([_trail]), otherPublic);
        Assert.Equal([CheckpointInvalid, CheckpointInvalid], report.Findings.Select(finding => finding.Kind));
    }

    [Fact]
    public async Task Verify_TwoRowsSwapped_AreTwoReorderedRows()
    {
        _trail.Swap(5, 9);
        _trail.Swap(29, 30);

        Assert.Equal([(Reordered, 5), (Reordered, 9), (Reordered, 29), (Reordered, 30)], await Found(Lines()));
    }

    [Fact]
    public async Task Verify_TwoBlocksOfRowsSwapped_AreTheirRowsReordered()
    {
        _trail.Swap(5, 11);
        _trail.Swap(6, 12);

        Assert.Equal([(Reordered, 5), (Reordered, 6), (Reordered, 11), (Reordered, 12)], await Found(Lines()));
    }

    [Fact]
    public async Task Verify_TwoLinesSwapped_AreTheRowsThatComeAfterALaterOne()
    {
        var lines = Lines();
        (lines[5], lines[8]) = (lines[8], lines[5]);
        (lines[30], lines[31]) = (lines[31], lines[30]);

        Assert.Equal([(Reordered, 5), (Reordered, 6), (Reordered, 7), (Reordered, 29)], await Found(lines));
    }

    [Fact]
    public async Task Verify_SeqOfALineAltered_IsOneReorderedRow()
    {
        foreach (var altered in (string[])["6", "8", "9", "700", "9223372036854775806"])
        {
            var lines = Lines();
            lines[7] = lines[7].Replace($"\"{_trail.Writer}\",\"seq\":7,\"prev_hash\"", $"\"{_trail.Writer}\",\"seq\":{altered},\"prev_hash\"", StringComparison.Ordinal);

            Assert.Equal(Reordered, Assert.Single(await Found(lines)).Item1);
        }
    }

    [Fact]
    public async Task Verify_SeqOfALineAndItsEntryAltered_IsOneAlteredRowAndOneThatIsMissing()
    {
        var lines = Lines();
        lines[7] = lines[7].Replace("\"seq\":7,", "\"seq\":700,", StringComparison.Ordinal);

        Assert.Equal([(Missing, 7), (Altered, 700)], await Found(lines));
    }

    [Fact]
    public async Task Verify_WriterThatComesBack_ItsRowsAreReordered()
    {
        var lines = Lines();
        lines.InsertRange(38, Export.Of([new Trail(2, 3)]).TrimEnd('\n').Split('\n').Skip(1));

        Assert.Equal([(Reordered, 37), (Reordered, 38), (Reordered, 39), (Reordered, 40)], await Found(lines));
    }

    [Fact]
    public async Task Verify_LinesInReverse_AreAllNamedButTheFirst()
    {
        var lines = Lines();
        lines.Reverse(1, 20);

        Assert.Equal(Enumerable.Range(1, 19).Select(seq => (Reordered, (long)seq)), await Found(lines));
    }

    [Fact]
    public async Task Verify_LineMoved_IsOneReorderedRow()
    {
        var lines = Lines();
        var moved = lines[7];
        lines.RemoveAt(7);
        lines.Insert(16, moved);

        Assert.Equal([(Reordered, 7)], await Found(lines));
    }

    [Fact]
    public async Task Verify_LineDeletedAlteredAndCopied_AreNamed()
    {
        var lines = Lines();
        lines[12] = lines[12].Replace("serpapi", "serpapj", StringComparison.Ordinal);
        lines.Insert(30, lines[28]);
        lines.RemoveAt(4);

        Assert.Equal([(Missing, 4), (Altered, 12), (Duplicated, 27)], await Found(lines));
    }

    [Theory]
    [InlineData("\"seq\":40", "\"seq\":4")]
    [InlineData("\"seq\":7,", "\"seq\":8,")]
    [InlineData("\"seq\":7,", "\"seq\":6,")]
    [InlineData("\"seq\":7,", "\"seq\":700,")]
    [InlineData("\"seq\":1,", "\"seq\":2,")]
    [InlineData("\"seq\":7,", "\"SEQ\":7,")]
    public async Task Verify_NumberOfARowAltered_IsOneAlteredRow(string real, string altered)
    {
        var lines = Lines();
        var index = lines.FindIndex(line => line.Contains($$"""{"writer":"{{_trail.Writer}}",{{real}}""", StringComparison.Ordinal));
        lines[index] = lines[index].Replace($$"""{"writer":"{{_trail.Writer}}",{{real}}""", $$"""{"writer":"{{_trail.Writer}}",{{altered}}""", StringComparison.Ordinal);

        var finding = Assert.Single(await Found(lines));
        Assert.Equal(Altered, finding.Item1);
        Assert.Equal(index > 20 ? index - 1 : index, finding.Item2);
    }

    [Theory]
    [InlineData("nothing", "no JSON")]
    [InlineData("[]", "no JSON")]
    [InlineData("{}", "discriminator")]
    [InlineData("""{"type":"other"}""", "'other'")]
    [InlineData("""{"type":"entry","writer":"w","seq":1,"prev_hash":"","hash":"","entry":{},"more":1}""", "$.more: ")]
    [InlineData("""{"type":"entry","writer":"w","seq":1,"prev_hash":"","hash":"","entry":{},"entry":{}}""", "$.entry: ")]
    [InlineData("""{"type":"entry","writer":"w","seq":1,"prev_hash":"","hash":"xy","entry":{}}""", "$.hash: must be lower-case hex")]
    [InlineData("""{"type":"entry","writer":"w","seq":1,"prev_hash":"","hash":"abc","entry":{}}""", "$.hash: must be lower-case hex")]
    [InlineData("""{"type":"entry","writer":"w","seq":1,"prev_hash":"","hash":""}""", "'entry'")]
    [InlineData("""{"type":"entry","writer":"w","seq":1,"prev_hash":"","hash":"","entry":"-"}""", "$.entry: ")]
    [InlineData("""{"type":"entry","writer":"w","seq":0,"prev_hash":"","hash":"","entry":{}}""", "'seq'")]
    [InlineData("""{"type":"entry","seq":1,"prev_hash":"","hash":"","entry":{}}""", "'writer'")]
    [InlineData("""{"type":"entry","writer":"w","seq":1,"prev_hash":"","hash":"","entry":[]}""", "$.entry: must be an object")]
    [InlineData("""{"type":"entry","type":"entry","writer":"w","seq":1,"prev_hash":"","hash":"","entry":{}}""", "type")]
    [InlineData("null", "no JSON")]
    [InlineData("""{"type":"\ud800"}""", "no JSON")]
    [InlineData("""{"type":"key","key_id":"adk_0","public_key_pem":"x"}""", "'public_key_pem' is no public key")]
    [InlineData("""{"type":"checkpoint","writer":"w","seq":1.5,"hash":"","signed_at":1,"key_id":"k","signature":""}""", "$.seq: ")]
    [InlineData("""{"type":"checkpoint","writer":"w","seq":1,"hash":"","signed_at":9223372036854775807,"key_id":"k","signature":""}""", "$.signed_at: must be milliseconds")]
    [InlineData("""{"type":"checkpoint","writer":"w","seq":1,"hash":"","signed_at":1,"key_id":"k","signature":"-"}""", "$.signature: ")]
    public async Task Verify_BadLine_IsNamedByItsNumber(string line, string reason)
    {
        var lines = Lines();
        lines.Insert(4, line);

        var exception = await Assert.ThrowsAsync<AuditExportException>(() => Export.VerifyAsync(string.Join('\n', lines)));
        Assert.Equal(5, exception.Line);
        Assert.StartsWith("Line 5: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_ExportCutOffInALine_IsUnreadable()
    {
        var export = Export.Of([_trail]);

        var exception = await Assert.ThrowsAsync<AuditExportException>(() => Export.VerifyAsync(export[..^20]));
        Assert.Equal(43, exception.Line);
    }

    [Fact]
    public async Task Verify_KeyUnderAnotherId_IsUnreadable()
    {
        var export = Export.Of([_trail]).Replace($"\"key\",\"key_id\":\"{Trail.Key.KeyId}", "\"key\",\"key_id\":\"adk_0", StringComparison.Ordinal);

        Assert.Equal("Line 1: the key is not adk_0.", (await Assert.ThrowsAsync<AuditExportException>(() => Export.VerifyAsync(export))).Message);
    }

    [Fact]
    public async Task Read_LineLongerThanAllowed_IsRefusedBeforeItIsHeld()
    {
        var endless = new byte[AuditExport.LongestLine + 200_000];

        Assert.Equal(1, (await Assert.ThrowsAsync<AuditExportException>(() => Export.ReadAsync(endless))).Line);
    }

    /// <summary>The key, rows 1 to 20, a checkpoint, rows 21 to 40 and a checkpoint.</summary>
    private List<string> Lines() => [.. Export.Of([_trail]).TrimEnd('\n').Split('\n')];

    private static async Task<IEnumerable<(AuditFindingKind, long)>> Found(List<string> lines) =>
        (await Export.VerifyAsync(string.Join('\n', lines))).Findings.Select(finding => (finding.Kind, finding.Seq));
}
