using System.Diagnostics;
using FourRunr.Documents;
using FourRunr.ToolProxy.Schemas;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

public sealed class ComposedSchemaTests
{
    private const string Tree = """{"properties":{"tree":{"$ref":"#/$defs/node"}},"$defs":{"node":{"type":"object","properties":{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":"#/$defs/node"}}},"required":["name"]}}}""";
    private const string Shapes = """{"properties":{"s":{"oneOf":[{"properties":{"kind":{"const":"circle"},"r":{"type":"number"}},"required":["kind","r"]},{"properties":{"kind":{"const":"square"},"a":{"type":"number"}},"required":["kind","a"]}]}}}""";

    [Theory]
    [InlineData(Tree, """{"tree":{"name":"a","children":[{"name":"b","children":[]}]}}""", """{"tree":{"name":"a","children":[{"children":[{"name":1}]}]}}""", "tree.children[0].children[0].name", "tree.children[0].name")]
    [InlineData(Tree, """{"tree":{"name":"a"}}""", """{"trees":1}""", "trees")]
    [InlineData(Shapes, """{"s":{"kind":"circle","r":1}}""", """{"s":{"kind":"square","a":"1"}}""", "s.a")]
    [InlineData(Shapes, """{"s":{"kind":"square","a":1}}""", """{"s":{"kind":"oval"}}""", "s")]
    [InlineData("""{"properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}]}}}""", """{"a":null}""", """{"a":1}""", "a")]
    [InlineData("""{"properties":{"a":{"anyOf":[{"type":"string"},{"type":"integer","minimum":5}]}}}""", """{"a":5}""", """{"a":4}""", "a")]
    [InlineData("""{"properties":{"a":{"oneOf":[{"multipleOf":2},{"multipleOf":3}]}}}""", """{"a":3}""", """{"a":6}""", "a")]
    [InlineData("""{"properties":{"a":{"not":{"const":0}}}}""", """{"a":1}""", """{"a":0.0}""", "a")]
    [InlineData("""{"properties":{"a":{"allOf":[{"minLength":2},{"maxLength":3}]}}}""", """{"a":"😀😀"}""", """{"a":"😀"}""", "a")]
    [InlineData("""{"properties":{"a":{"if":{"required":["x"]},"then":{"required":["y"]},"else":{"required":["z"]}}}}""", """{"a":{"x":1,"y":1}}""", """{"a":{"x":1}}""", "a.y")]
    [InlineData("""{"properties":{"a":{"if":{"required":["x"]},"then":{"required":["y"]},"else":{"required":["z"]}}}}""", """{"a":{"z":1}}""", """{"a":{}}""", "a.z")]
    [InlineData("""{"properties":{"a":{"dependentSchemas":{"x":{"required":["y"]}}}}}""", """{"a":{"x":1,"y":1}}""", """{"a":{"x":1}}""", "a.y")]
    [InlineData("""{"properties":{"a":{"patternProperties":{"^n_":{"type":"integer"}},"additionalProperties":false}}}""", """{"a":{"n_1":1}}""", """{"a":{"n_1":"1","m":1}}""", "a.m", "a.n_1")]
    [InlineData("""{"properties":{"a":{"propertyNames":{"pattern":"^[a-z]+$"}}}}""", """{"a":{"x":1}}""", """{"a":{"X":1}}""", "a.X")]
    [InlineData("""{"properties":{"a":{"prefixItems":[{"type":"string"},{"type":"integer"}],"items":false}}}""", """{"a":["x",1]}""", """{"a":["x","y",2]}""", "a[1]", "a[2]")]
    [InlineData("""{"properties":{"a":{"contains":{"const":1},"minContains":2}}}""", """{"a":[1,2,1.0]}""", """{"a":[1,2]}""", "a")]
    [InlineData("""{"properties":{"a":{"allOf":[{"properties":{"x":{}}}],"properties":{"y":{}},"unevaluatedProperties":false}}}""", """{"a":{"x":1,"y":1}}""", """{"a":{"z":1}}""", "a.z")]
    [InlineData("""{"properties":{"a":{"anyOf":[{"prefixItems":[{"const":1}]},true],"unevaluatedItems":{"type":"string"}}}}""", """{"a":[1,"x"]}""", """{"a":[1,2]}""", "a[1]")]
    [InlineData("""{"properties":{"a":{"$ref":"#word"}},"$defs":{"w":{"$anchor":"word","type":"string"}}}""", """{"a":"x"}""", """{"a":1}""", "a")]
    [InlineData("""{"properties":{"a":{"$dynamicRef":"#word"}},"$defs":{"w":{"$dynamicAnchor":"word","type":"string"}}}""", """{"a":"x"}""", """{"a":1}""", "a")]
    [InlineData("""{"properties":{"a/b":{"$ref":"#/$defs/x~1y%25z"}},"$defs":{"x/y%z":{"type":"string"}}}""", """{"a/b":"x"}""", """{"a/b":1}""", "a/b")]
    [InlineData("""{"properties":{"a":{"anyOf":[{"minimum":9007199254740993}]}}}""", """{"a":9007199254740993}""", """{"a":9007199254740992}""", "a")]
    [InlineData("""{"properties":{"a":{"allOf":[{"enum":[9007199254740993]}]}}}""", """{"a":9007199254740993.0}""", """{"a":9007199254740992}""", "a")]
    [InlineData("""{"properties":{"a":{"properties":{"x":{}}},"b":{"$ref":"#/properties/a"}}}""", """{"b":{"x":1}}""", """{"b":{"y":1}}""", "b.y")]
    [InlineData("""{"anyOf":[{"required":["a"]},{"required":["b"]}],"properties":{"a":{},"b":{}}}""", """{"b":1}""", """{"c":1}""", "a")]
    public void Check_Value_AsTheSchemaSays(string schema, string good, string bad, params string[] paths)
    {
        var compiled = Read(schema);

        Assert.Empty(Check(compiled, good));
        Assert.Equal(paths, Check(compiled, bad).Keys.Select(path => path.Length == 0 ? "act" : path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"oneOf":[{"required":["a"]},{"required":["b"]}]}""", """{}""", "a", "is required, unless b is given")]
    [InlineData("""{"oneOf":[{"required":["a"]},{"required":["b"]}]}""", """{"a":1,"b":1}""", "a", "must not be given together with b")]
    [InlineData("""{"anyOf":[{"required":["a"]},{"required":["b"]},{"required":["c","a"]}]}""", """{}""", "a", "is required, unless b or c is given")]
    [InlineData("""{"not":{"required":["a","b","c"]}}""", """{"a":1,"b":1,"c":1}""", "a", "must not be given together with b and c")]
    [InlineData("""{"anyOf":[true],"properties":{"a":{}},"additionalProperties":false}""", """{"b":1}""", "b", "is not a parameter of tool.act; allowed: a")]
    [InlineData("""{"properties":{"a":{"propertyNames":{"pattern":"^b","description":"Begins with b."}}}}""", """{"a":{"c":1}}""", "a.c", "is a name that its schema does not allow: Begins with b.")]
    [InlineData("""{"properties":{"a":{"pattern":"^b"}}}""", """{"a":"c"}""", "a", "must match the pattern ^b")]
    [InlineData("""{"properties":{"a":{"pattern":"^b","description":"Begins with b."}}}""", """{"a":"c"}""", "a", "does not have the form that its schema describes: Begins with b.")]
    public void Check_Fault_SaidInPlainWords(string schema, string bad, string path, string message)
    {
        var error = Assert.Single(Check(Read(schema), bad));

        Assert.Equal((path, message), (error.Key, Assert.Single(error.Value)));
    }

    [Fact]
    public void Check_AlternativesWithinAlternatives_EndInBoundedTime()
    {
        var compiled = Read("""{"properties":{"n":{"$ref":"#/$defs/n"}},"$defs":{"n":{"anyOf":[{"type":"array","items":{"$ref":"#/$defs/n"}},{"type":["array","null"],"items":{"$ref":"#/$defs/n"}},{"type":"string"}]}}}""");
        var start = Stopwatch.GetTimestamp();

        var errors = Check(compiled, "{\"n\":" + new string('[', 28) + "1" + new string(']', 28) + "}");

        Assert.Contains("too long", Assert.Single(errors["n"]), StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Check_ReferencesInALongRow_NoStackOverflows()
    {
        var links = string.Join(',', Enumerable.Range(0, 200).Select(i => $$"""
            "d{{i}}":{"$ref":"#/$defs/d{{i + 1}}"}
            """));
        var compiled = Read("""{"properties":{"a":{"$ref":"#/$defs/d0"}},"$defs":{""" + links + ""","d200":{"items":{"$ref":"#/$defs/d0"}}}}""");

        Assert.Empty(Check(compiled, """{"a":[[]]}"""));
        // More than the stack may hold is said, and no process ends.
        Assert.All(Check(compiled, "{\"a\":" + new string('[', 28) + new string(']', 28) + "}"), error => Assert.Contains("too long", error.Value[0], StringComparison.Ordinal));
    }

    [Fact]
    public void Check_LongNamesAndTexts_AreReadInFullOrRefused()
    {
        var compiled = Read("""{"properties":{"a":{"patternProperties":{"^a+b$":{"type":"integer"}}},"n":{"not":{"pattern":"^ *b$"}},"p":{"propertyNames":{"pattern":"^ *b$"}}}}""");
        var longest = new string('a', 99_998) + "b";
        var (text, longer) = (new string(' ', 300_000) + "b", "a" + longest);

        Assert.Empty(Check(compiled, $$"""{"a":{"{{longest}}":1},"p":{"{{text}}":1} }"""));
        Assert.Single(Check(compiled, $$"""{"a":{"{{longest}}":"1"} }"""));
        Assert.Single(Check(compiled, $$"""{"n":"{{text}}"}"""));
        Assert.Contains("too long", Check(compiled, $$"""{"a":{"{{longer}}":1} }""").Single().Value[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Check_HostileTextsAndLists_EndInBoundedTime()
    {
        var compiled = Read("""{"properties":{"a":{"patternProperties":{"^(a+)+$":{}},"additionalProperties":false},"u":{"anyOf":[{"uniqueItems":true}]}}}""");
        var start = Stopwatch.GetTimestamp();

        Assert.Single(Check(compiled, "{\"a\":{\"" + new string('a', 50_000) + "!\":1}}"));
        Assert.Empty(Check(compiled, "{\"u\":[" + string.Join(',', Enumerable.Range(0, 10_000)) + "]}"));
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Document_ComposedSchemas_AreLeftAsTheyAre()
    {
        const string Schema = """{"properties":{"a":{"anyOf":[{"properties":{"x":{}}}]},"b":{"$ref":"#/$defs/d"}},"$defs":{"d":{"properties":{"y":{}}}}}""";

        Assert.Equal(
            Schema[..^1] + ""","$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","additionalProperties":false}""", Read(Schema).Document.ToJsonString());
    }

    [Theory]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"array","items":{"type":"integer"}}]}""", false, true)]
    [InlineData("""{"$ref":"#/$defs/id"}""", true, true)]
    [InlineData("""{"allOf":[{},{"enum":["a",1]}]}""", true, true)]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"object"}]}""", false, false)]
    [InlineData("""{"type":"array","items":{"type":"array"}}""", false, false)]
    [InlineData("{}", false, false)]
    public void ShapeOf_Schema_WhatItsValuesCanBe(string schema, bool isScalar, bool isListToo)
    {
        var shape = Read("""{"properties":{"a":""" + schema + """},"$defs":{"id":{"type":["string","integer"]}}}""").ShapeOf("a")!;

        Assert.Equal((isScalar, isListToo), (shape.IsScalar, shape.IsScalarOrArrayOfScalars));
    }

    private static ParameterSchema Read(string schema)
    {
        var errors = new DocumentErrors();
        using var json = JsonDocument.Parse(schema);
        var compiled = ParameterSchema.Read(json.RootElement, "parameters", errors);
        Assert.Empty(errors.ToDictionary());
        return compiled!;
    }

    private static Dictionary<string, string[]> Check(ParameterSchema schema, string value)
    {
        using var json = JsonDocument.Parse(value);
        var errors = new ParameterErrors();
        schema.Check(json.RootElement, "tool.act", errors);
        return errors.ToDictionary();
    }
}
