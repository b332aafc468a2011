using FourRunr.Documents;
using FourRunr.ToolProxy.Schemas;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

public sealed class ParameterSchemaTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", "\"a\"", "1")]
    [InlineData("""{"type":"integer"}""", "3", "3.5")]
    [InlineData("""{"type":"integer"}""", "3.0", "\"3\"")]
    [InlineData("""{"type":"integer"}""", "1e3", "1e-3")]
    [InlineData("""{"type":"number"}""", "3.5", "true")]
    [InlineData("""{"type":"boolean"}""", "false", "0")]
    [InlineData("""{"type":"array"}""", "[]", "{}")]
    [InlineData("""{"type":"object"}""", """{"any":1}""", "[]")]
    [InlineData("""{"type":"null"}""", "null", "0")]
    [InlineData("""{"type":["string","null"]}""", "null", "1")]
    [InlineData("""{}""", "null", null)]
    [InlineData("""{"type":"string"}""", "\"\"", "null")]
    [InlineData("""{"enum":["a",1,null]}""", "1.0", "\"b\"")]
    [InlineData("""{"enum":[{"a":[1]}]}""", """{"a":[1]}""", """{"a":[2]}""")]
    [InlineData("""{"const":"x"}""", "\"x\"", "\"X\"")]
    [InlineData("""{"minimum":2}""", "2", "1.9")]
    [InlineData("""{"maximum":2}""", "2", "2.1")]
    [InlineData("""{"exclusiveMinimum":2}""", "2.1", "2")]
    [InlineData("""{"exclusiveMaximum":2}""", "1.9", "2")]
    [InlineData("""{"type":"number"}""", "-1e300", "-1e400")]
    [InlineData("""{"type":"integer"}""", "10.0", "10.5")]
    [InlineData("""{"type":"integer"}""", "12345678901234567890", "9007199254740993.5")]
    [InlineData("""{"minimum":9007199254740993}""", "9007199254740993", "9007199254740992")]
    [InlineData("""{"maximum":9007199254740992}""", "9007199254740992.0", "9007199254740993")]
    [InlineData("""{"exclusiveMaximum":0.1}""", "0.09999999999999999999", "0.1")]
    [InlineData("""{"const":9007199254740993}""", "9007199254740993.0", "9007199254740992")]
    [InlineData("""{"multipleOf":0.01}""", "19.99", "19.995")]
    [InlineData("""{"multipleOf":3}""", "9007199254740993", "9007199254740994")]
    [InlineData("""{"multipleOf":2.5}""", "1e2", "1e-2")]
    [InlineData("""{"multipleOf":7}""", "0", "1e300")]
    [InlineData("""{"uniqueItems":true}""", """[1,"1",[1],{"a":1}]""", "[1,1.0]")]
    [InlineData("""{"uniqueItems":true}""", """[{"a":1,"b":2},{"a":2,"b":1}]""", """[{"a":1,"b":2},{"b":2.0,"a":1}]""")]
    [InlineData("""{"minProperties":1}""", """{"a":1}""", "{}")]
    [InlineData("""{"maxProperties":1}""", """{"a":1}""", """{"a":1,"b":1}""")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"c":1}""", """{"a":1}""")]
    [InlineData("""{"properties":{"a":false,"b":true}}""", """{"b":1}""", """{"a":1}""")]
    [InlineData("""{"minLength":2}""", "\"ab\"", "\"a\"")]
    [InlineData("""{"maxLength":1}""", "\"😀\"", "\"ab\"")]
    [InlineData("""{"pattern":"^[a-z]+$"}""", "\"abc\"", "\"abc\\n\"")]
    [InlineData("""{"pattern":"b"}""", "\"abc\"", "\"ac\"")]
    [InlineData("""{"pattern":"^\\d+$"}""", "\"12\"", "\"٣\"")]
    [InlineData("""{"pattern":"^[\\w$]+$"}""", "\"a_1$\"", "\"ä\"")]
    [InlineData("""{"pattern":"^\\/x$"}""", "\"/x\"", "\"x\"")]
    [InlineData("""{"format":"date"}""", "\"2026-02-28\"", "\"2026-02-30\"")]
    [InlineData("""{"format":"date-time"}""", "\"2026-02-28T10:00:00.5+01:00\"", "\"2026-02-28T10:00:00\"")]
    [InlineData("""{"format":"uuid"}""", "\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"", "\"6f9619ff\"")]
    [InlineData("""{"format":"uri"}""", "\"https://example.org/a?b\"", "\"/a\"")]
    [InlineData("""{"format":"email"}""", "\"ann@example.org\"", "\"ann@@example.org\"")]
    [InlineData("""{"items":{"type":"string"}}""", """["a"]""", """["a",1]""")]
    [InlineData("""{"minItems":1}""", "[1]", "[]")]
    [InlineData("""{"maxItems":1}""", "[1]", "[1,2]")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":"x"}""", """{"b":1}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}},"additionalProperties":true}""", """{"b":1}""", """{"a":1}""")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":{"type":"integer"}}""", """{"a":"x","b":1}""", """{"b":"x"}""")]
    [InlineData("""{"additionalProperties":false}""", "{}", """{"a":1}""")]
    [InlineData("""{"properties":{"a":{}},"required":["a"]}""", """{"a":null}""", "{}")]
    [InlineData("""{"properties":{"a":{"properties":{"b":{"type":"integer"}},"required":["b"]}}}""", """{"a":{"b":1}}""", """{"a":{}}""")]
    public void Check_Value_AsTheSchemaSays(string schema, string good, string? bad)
    {
        Assert.Empty(Check(schema, good));
        if (bad is not null)
        {
            Assert.Single(Check(schema, bad));
        }
    }

    [Fact]
    public void Check_TextTooLong_PatternIsNotTried() =>
        Assert.Equal(["must have at most 5 characters"], Check("""{"maxLength":5,"pattern":"^b*$"}""", $"\"{new string('a', 100)}\"").Single().Value);

    [Theory]
    [InlineData(99_985)]
    [InlineData(99_995)]
    [InlineData(100_000)]
    [InlineData(300_000)]
    public void Check_PatternOfALongText_SaysWhatIsThere(int place)
    {
        var before = new string(' ', place);
        foreach (var schema in (string[])["""{"pattern":"KEY-[0-9]{6}$"}""", """{"pattern":"^.*\\bKEY-[0-9]{6}$"}""", """{"pattern":"^ *KEY-[0-9]{6}$"}"""])
        {
            Assert.Empty(Check(schema, $"\"{before}KEY-123456\""));
            Assert.Single(Check(schema, $"\"{before}KEY-12345x\""));
        }
    }

    [Fact]
    public void Check_PatternTakesTooLong_DoesNotMatch() =>
        Assert.Single(Check("""{"pattern":".*a.{15}$"}""", $"\"{string.Concat(Enumerable.Repeat("ab", 500_000))}c\""));

    [Fact]
    public void Check_MoreItemsThanAnySchemaNeeds_Refused() =>
        Assert.Single(Check("""{"items":{"enum":["a"]}}""", $"[{string.Join(',', Enumerable.Repeat("\"b\"", 10_001))}]"));

    [Fact]
    public void Check_ManyFaults_FirstOnesAreToldAndNoMoreSought() => Assert.Equal(
        64, Check("""{"properties":{"a":{}},"additionalProperties":false}""", $"{{{string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"x{i}\":1"))}}}").Count);

    [Theory]
    [InlineData("""{"oneOf":[]}""", "oneOf")]
    [InlineData("""{"anyOf":[]}""", "anyOf")]
    [InlineData("""{"allOf":[]}""", "allOf")]
    [InlineData("""{"not":1}""", "not")]
    [InlineData("""{"$ref":"#/x"}""", "$ref")]
    [InlineData("""{"if":[]}""", "if")]
    [InlineData("""{"dependentRequired":{"a":"b"}}""", "dependentRequired['a']")]
    [InlineData("""{"patternProperties":{"(?=x)":{}}}""", "patternProperties['(?=x)']")]
    [InlineData("""{"uniqueItems":1}""", "uniqueItems")]
    [InlineData("""{"multipleOf":0}""", "multipleOf")]
    [InlineData("""{"multipleOf":-2}""", "multipleOf")]
    [InlineData("""{"minContains":2,"maxContains":1}""", "minContains")]
    [InlineData("""{"$ref":"https://example.org/schema.json"}""", "$ref")]
    [InlineData("""{"$ref":"other.json#/$defs/a"}""", "$ref")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"b":{}}}""", "$ref")]
    [InlineData("""{"$ref":"#/enum/0","enum":[{}]}""", "$ref")]
    [InlineData("""{"$dynamicRef":"#a"}""", "$dynamicRef")]
    [InlineData("""{"$id":"https://example.org/s"}""", "$id")]
    [InlineData("""{"$ref":"#"}""", "$")]
    [InlineData("""{"anyOf":[{"$ref":"#"}]}""", "$")]
    [InlineData("""{"$defs":{"a":{"allOf":[{"$ref":"#/$defs/b"}]},"b":{"not":{"$ref":"#/$defs/a"}}}}""", "$defs['a']")]
    [InlineData("""{"$anchor":"a","properties":{"x":{"$anchor":"a"}}}""", "properties['x'].$anchor")]
    [InlineData("""{"nullable":true}""", "nullable")]
    [InlineData("""{"type":"text"}""", "type")]
    [InlineData("""{"type":[]}""", "type")]
    [InlineData("""{"type":[1]}""", "type")]
    [InlineData("""{"format":"ipv4"}""", "format")]
    [InlineData("""{"pattern":"(?=x)"}""", "pattern")]
    [InlineData("""{"pattern":"(a"}""", "pattern")]
    [InlineData("""{"enum":[]}""", "enum")]
    [InlineData("""{"enum":["a"],"const":"a"}""", "const")]
    [InlineData("""{"minimum":3,"maximum":2}""", "minimum")]
    [InlineData("""{"minLength":-1}""", "minLength")]
    [InlineData("""{"properties":{"a":{}},"required":["b"]}""", "required")]
    [InlineData("""{"properties":{"a":[]}}""", "properties['a']")]
    [InlineData("""{"properties":{"a":{"items":{"prefixItems":[]}}}}""", "properties['a'].items.prefixItems")]
    [InlineData("""{"additionalProperties":1}""", "additionalProperties")]
    public void Read_KeywordThatIsNotChecked_RefusedByName(string schema, string path)
    {
        var errors = new DocumentErrors();
        using var json = JsonDocument.Parse(schema);

        new SchemaReader(errors).Read(json.RootElement, "");

        Assert.Equal([path], errors.ToDictionary().Keys);
    }

    [Fact]
    public void Read_TooDeep_Refused()
    {
        var errors = new DocumentErrors();
        var schema = string.Concat(Enumerable.Repeat("""{"items":""", 12)) + "{}" + new string('}', 12);
        using var json = JsonDocument.Parse(schema);

        new SchemaReader(errors).Read(json.RootElement, "");

        Assert.False(errors.IsEmpty);
    }

    [Fact]
    public void Document_WhatIsAssumed_IsSaid()
    {
        var errors = new DocumentErrors();
        using var json = JsonDocument.Parse("""{"properties":{"a":{"properties":{"b":{}}},"c":{"type":"object"}}}""");

        var schema = ParameterSchema.Read(json.RootElement, "", errors)!;

        Assert.Equal(
            """{"properties":{"a":{"properties":{"b":{}},"additionalProperties":false},"c":{"type":"object"}},"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","additionalProperties":false}""",
            schema.Document.ToJsonString());
    }

    [Theory]
    [InlineData("""{"type":"string"}""")]
    [InlineData("""{"type":["object","null"]}""")]
    [InlineData("""{"enum":[{}]}""")]
    public void Read_RootThatIsNoObject_Refused(string schema)
    {
        var errors = new DocumentErrors();
        using var json = JsonDocument.Parse(schema);

        Assert.Null(ParameterSchema.Read(json.RootElement, "parameters", errors));
        Assert.Equal(["parameters"], errors.ToDictionary().Keys);
    }

    private static Dictionary<string, string[]> Check(string schema, string value)
    {
        var refused = new DocumentErrors();
        using var schemaJson = JsonDocument.Parse(schema);
        using var valueJson = JsonDocument.Parse(value);
        var node = new SchemaReader(refused).Read(schemaJson.RootElement, "");
        Assert.Empty(refused.ToDictionary());
        var errors = new ParameterErrors();
        SchemaCheck.Check(node!, valueJson.RootElement, path: "value", name: "value", errors);
        return errors.ToDictionary();
    }
}
