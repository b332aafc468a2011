using System.Text;
using System.Text.Json;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Tools;

public sealed class ParameterValidationTests
{
    private const string Hi = """{"role":"user","content":"Hi"}""";

    [Theory]
    [InlineData("serpapi.search", """{"q":"x"}""")]
    [InlineData("serpapi.search", """{"q":"café 😀 \ud83d\ude00","engine":"google_news","location":"Toronto","num":100,"start":0,"safe":"off"}""")]
    [InlineData("http_fetch.get", """{"url":"https://example.org/a?b=c#d","headers":{"Accept":"text/html","X-A":""},"timeout_ms":100}""")]
    [InlineData("http_fetch.head", """{"url":"http://[2001:db8::1]:8080/"}""")]
    [InlineData("openai.chat", """{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("openai.chat", """{"model":"ft:gpt-4o:org::id","input":"Hi"}""")]
    [InlineData("openai.chat", """{"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"Hi"}]}]}""")]
    [InlineData("openai.chat", """
        {"model":"m","messages":[{"role":"developer","content":"d","name":"n"},{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"u"}}]},
         {"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"r"}],
         "temperature":null,"top_p":1,"n":2,"stop":["a","b"],"presence_penalty":-2,"frequency_penalty":2,"user":"u","seed":42,"response_format":{"type":"json_object"},
         "stream":false,"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"auto","logit_bias":{"50256":-100},"max_completion_tokens":128000,
         "parallel_tool_calls":true,"metadata":{"k":"v"},"store":false}
        """)]
    [InlineData("openai.complete", """{"model":"m","prompt":"x","max_tokens":1,"stop":"\n","echo":true,"logprobs":5,"best_of":1,"suffix":"s"}""")]
    [InlineData("openai.complete", """{"model":"m","prompt":["a","b"]}""")]
    [InlineData("openai.complete", """{"model":"m","prompt":[1,2,3]}""")]
    [InlineData("openai.complete", """{"model":"m","prompt":[[1],[2,3]]}""")]
    [InlineData("gmail_send.send", """{"to":"a@example.org","subject":"s","text":"t"}""")]
    [InlineData("gmail_send.send", """{"to":["a+b@sub.example.org","c@example.org"],"cc":"d@example.org","bcc":["e@example.org"],"from":"f@example.org","subject":"s","body":"t","html":"<p>"}""")]
    [InlineData("gmail_send.send", """{"to":"a@example.org","subject":"s","html":"<p>only</p>"}""")]
    [InlineData("gmail_send.send", """{"to":"a.b.c@example.org","cc":"o'neil_{x}~!#$%&*+/=?^`|-@example.org","subject":"s","text":"t"}""")]
    [InlineData("gmail_send.send", """{"to":"a1234567890123456789012345678901.123456789012345678901234567890@example.org","subject":"s","text":"t"}""")]
    [InlineData("gmail_send.profile", "{}")]
    public void Validate_Good_NoErrors(string action, string json) => Assert.Empty(Parameters.Errors(action, json));

    [Theory]
    // serpapi
    [InlineData("serpapi.search", "{}", "q")]
    [InlineData("serpapi.search", """{"q":" "}""", "q")]
    [InlineData("serpapi.search", """{"q":null}""", "q")]
    [InlineData("serpapi.search", """{"q":5}""", "q")]
    [InlineData("serpapi.search", """{"q":"x","num":0}""", "num")]
    [InlineData("serpapi.search", """{"q":"x","num":101}""", "num")]
    [InlineData("serpapi.search", """{"q":"x","num":"5"}""", "num")]
    [InlineData("serpapi.search", """{"q":"x","num":5.5}""", "num")]
    [InlineData("serpapi.search", """{"q":"x","num":99999999999}""", "num")]
    [InlineData("serpapi.search", """{"q":"x","start":-1}""", "start")]
    [InlineData("serpapi.search", """{"q":"x","safe":"on"}""", "safe")]
    [InlineData("serpapi.search", """{"q":"x","engine":"Google"}""", "engine")]
    [InlineData("serpapi.search", """{"q":"x","engine":"google\n"}""", "engine")]
    [InlineData("serpapi.search", """{"q":"x","Num":5}""", "Num")]
    [InlineData("serpapi.search", """{"q":"x","api_key":"k"}""", "api_key")]
    [InlineData("serpapi.search", """{"q":"\ud800"}""", "params")]
    [InlineData("serpapi.search", """{"q":"x","\udc00":1}""", "params")]
    // http_fetch
    [InlineData("http_fetch.get", "{}", "url")]
    [InlineData("http_fetch.get", """{"url":"/relative"}""", "url")]
    [InlineData("http_fetch.get", """{"url":"//example.org/"}""", "url")]
    [InlineData("http_fetch.get", """{"url":"file:///etc/passwd"}""", "url")]
    [InlineData("http_fetch.get", """{"url":"gopher://example.org/"}""", "url")]
    [InlineData("http_fetch.get", """{"url":"http://"}""", "url")]
    [InlineData("http_fetch.get", """{"url":"http://user:pass@example.org/"}""", "url")]
    [InlineData("http_fetch.get", """{"url":"http://@example.org/"}""", "url")]
    [InlineData("http_fetch.get", """{"url":"http://good.org\\@evil.org/"}""", "url")]
    [InlineData("http_fetch.get", """{"url":" http://example.org/"}""", "url")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/\r\nX: y"}""", "url")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","method":"POST"}""", "method")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","timeout_ms":99}""", "timeout_ms")]
    [InlineData("http_fetch.head", """{"url":"http://example.org/","timeout_ms":30001}""", "timeout_ms")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","headers":"x"}""", "headers")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","headers":{"A":1}}""", "headers.A")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","headers":{"A":null}}""", "headers.A")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","headers":{"a":"1","A":"2"}}""", "headers")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","headers":{"":"1"}}""", "headers")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","headers":{"A b":"1"}}""", "headers")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","headers":{"A\n":"1"}}""", "headers")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","headers":{"A":"1\r\nHost: evil"}}""", "headers")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","headers":{"A":"1\n"}}""", "headers")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","headers":{"A":"é"}}""", "headers")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","headers":{"hOST":"evil"}}""", "headers")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","headers":{"authorization":"Bearer x"}}""", "headers")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","headers":{"Proxy-Authorization":"x"}}""", "headers")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","headers":{"Transfer-Encoding":"chunked"}}""", "headers")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","headers":{"Content-Length":"5"}}""", "headers")]
    [InlineData("http_fetch.get", """{"url":"http://example.org/","headers":{"Connection":"close"}}""", "headers")]
    // openai
    [InlineData("openai.chat", """{"model":"m"}""", "messages")]
    [InlineData("openai.chat", """{"model":"m","messages":[]}""", "messages")]
    [InlineData("openai.chat", """{"model":"m","messages":[{"role":"user","content":"x"}],"input":"x"}""", "messages")]
    [InlineData("openai.chat", """{"model":"m","input":""}""", "input")]
    [InlineData("openai.chat", """{"model":"m","input":[1]}""", "input")]
    [InlineData("openai.chat", """{"model":"m","messages":["x"]}""", "messages[0]")]
    [InlineData("openai.chat", """{"model":"m","messages":[null]}""", "messages[0]")]
    [InlineData("openai.chat", """{"model":"m","messages":[{"role":"user","content":"x"},{"role":"root","content":"x"}]}""", "messages[1].role")]
    [InlineData("openai.chat", """{"model":"m","messages":[{"role":5,"content":"x"}]}""", "messages[0].role")]
    [InlineData("openai.chat", """{"model":"m","messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("openai.chat", """{"model":"m","messages":[{"role":"user","content":5}]}""", "messages[0].content")]
    [InlineData("openai.chat", """{"model":"m","messages":[{"role":"user","content":[]}]}""", "messages[0].content")]
    [InlineData("openai.chat", """{"model":"m","messages":[{"role":"user","content":[{"text":"x"}]}]}""", "messages[0].content")]
    [InlineData("openai.chat", """{"model":"m","messages":[{"role":"user","content":null,"tool_calls":[{}]}]}""", "messages[0].content")]
    [InlineData("openai.chat", """{"model":"m","input":"x","temperature":2.1}""", "temperature")]
    [InlineData("openai.chat", """{"model":"m","input":"x","max_tokens":0}""", "max_tokens")]
    [InlineData("openai.chat", """{"model":"m","input":"x","max_completion_tokens":128001}""", "max_completion_tokens")]
    [InlineData("openai.chat", """{"model":"m","input":"x","stream":true}""", "stream")]
    [InlineData("openai.chat", """{"model":"m","input":"x","top_p":1.5}""", "top_p")]
    [InlineData("openai.chat", """{"model":"m","input":"x","n":0}""", "n")]
    [InlineData("openai.chat", """{"model":"m","input":"x","stop":["1","2","3","4","5"]}""", "stop")]
    [InlineData("openai.chat", """{"model":"m","input":"x","stop":[null]}""", "stop")]
    [InlineData("openai.chat", """{"model":"m","input":"x","logit_bias":{"1":101}}""", "logit_bias")]
    [InlineData("openai.chat", """{"model":"m","input":"x","tools":["f"]}""", "tools")]
    [InlineData("openai.chat", """{"model":"m","input":"x","tool_choice":1}""", "tool_choice")]
    [InlineData("openai.chat", """{"model":"m","input":"x","response_format":"json"}""", "response_format")]
    [InlineData("openai.chat", """{"model":"a b","input":"x"}""", "model")]
    [InlineData("openai.chat", """{"input":"x"}""", "model")]
    [InlineData("openai.complete", """{"model":"m"}""", "prompt")]
    [InlineData("openai.complete", """{"model":"m","prompt":[]}""", "prompt")]
    [InlineData("openai.complete", """{"model":"m","prompt":["a",1]}""", "prompt")]
    [InlineData("openai.complete", """{"model":"m","prompt":{}}""", "prompt")]
    // gmail_send
    [InlineData("gmail_send.send", """{"subject":"s","text":"t"}""", "to")]
    [InlineData("gmail_send.send", """{"to":[],"subject":"s","text":"t"}""", "to")]
    [InlineData("gmail_send.send", """{"to":5,"subject":"s","text":"t"}""", "to")]
    [InlineData("gmail_send.send", """{"to":["a@example.org",null],"subject":"s","text":"t"}""", "to")]
    [InlineData("gmail_send.send", """{"to":"a@example.org\r\nBcc: x@example.org","subject":"s","text":"t"}""", "to")]
    [InlineData("gmail_send.send", """{"to":"a@example.org\n","subject":"s","text":"t"}""", "to")]
    [InlineData("gmail_send.send", """{"to":"a@example.org, b@example.org","subject":"s","text":"t"}""", "to")]
    [InlineData("gmail_send.send", """{"to":"A <a@example.org>","subject":"s","text":"t"}""", "to")]
    [InlineData("gmail_send.send", """{"to":"a..b@example.org","subject":"s","text":"t"}""", "to")]
    [InlineData("gmail_send.send", """{"to":".a@example.org","subject":"s","text":"t"}""", "to")]
    [InlineData("gmail_send.send", """{"to":["a.@example.org"],"subject":"s","text":"t"}""", "to")]
    [InlineData("gmail_send.send", """{"to":"a1234567890123456789012345678901.1234567890123456789012345678901x@example.org","subject":"s","text":"t"}""", "to")]
    [InlineData("gmail_send.send", """{"to":"a@localhost","subject":"s","text":"t"}""", "to")]
    [InlineData("gmail_send.send", """{"to":"a@example.org","cc":"no","subject":"s","text":"t"}""", "cc")]
    [InlineData("gmail_send.send", """{"to":"a@example.org","bcc":["no"],"subject":"s","text":"t"}""", "bcc")]
    [InlineData("gmail_send.send", """{"to":"a@example.org","from":"x\ny@example.org","subject":"s","text":"t"}""", "from")]
    [InlineData("gmail_send.send", """{"to":"a@example.org","subject":"s\r\nBcc: x@example.org","text":"t"}""", "subject")]
    [InlineData("gmail_send.send", """{"to":"a@example.org","subject":"s\u0085t","text":"t"}""", "subject")]
    [InlineData("gmail_send.send", """{"to":"a@example.org","text":"t"}""", "subject")]
    [InlineData("gmail_send.send", """{"to":"a@example.org","subject":"s"}""", "text")]
    [InlineData("gmail_send.send", """{"to":"a@example.org","subject":"s","text":"t","body":"t"}""", "text")]
    [InlineData("gmail_send.send", """{"to":"a@example.org","subject":"s","body":""}""", "body")]
    [InlineData("gmail_send.send", """{"to":"a@example.org","subject":"s","text":"t","attachments":[]}""", "attachments")]
    [InlineData("gmail_send.profile", """{"user":"me"}""", "user")]
    public void Validate_OneFault_ExactlyThatFieldNamed(string action, string json, string field) =>
        Assert.Equal([field], Parameters.Errors(action, json).Keys);

    [Fact]
    public void Validate_ManyFaults_AllAtOnce()
    {
        var errors = Parameters.Errors("serpapi.search", """{"num":"ten","start":-1,"safe":"maybe","location":7,"page":2}""");

        Assert.Equal(["location", "num", "page", "q", "safe", "start"], errors.Keys.Order());
        Assert.Equal(["must be a whole number"], errors["num"]);
        Assert.Equal(["must be a string"], errors["location"]);
        Assert.Equal(["is not a parameter of serpapi.search; allowed: q, engine, location, num, start, safe"], errors["page"]);
    }

    [Fact]
    public void Validate_ManyMessagesWrong_EachNamed()
    {
        var errors = Parameters.Errors("openai.chat", $$"""{"model":"m","messages":[{"role":"x","content":"y"},{{Hi}},{"role":"user","content":3}]}""");

        Assert.Equal(["messages[0].role", "messages[2].content"], errors.Keys.Order());
    }

    [Theory]
    [InlineData("serpapi.search", "q", 2048, """{"q":"?"}""")]
    [InlineData("serpapi.search", "location", 256, """{"q":"x","location":"?"}""")]
    [InlineData("serpapi.search", "engine", 32, """{"q":"x","engine":"?"}""")]
    [InlineData("openai.chat", "model", 128, """{"model":"?","input":"x"}""")]
    [InlineData("gmail_send.send", "subject", 998, """{"to":"a@example.org","subject":"?","text":"t"}""")]
    [InlineData("gmail_send.send", "text", 512 * 1024, """{"to":"a@example.org","subject":"s","text":"?"}""")]
    public void Validate_Length_LongestGoodOneMoreNot(string action, string field, int longest, string json)
    {
        Assert.Empty(Parameters.Errors(action, json.Replace("?", new string('a', longest), StringComparison.Ordinal)));
        Assert.Equal([field], Parameters.Errors(action, json.Replace("?", new string('a', longest + 1), StringComparison.Ordinal)).Keys);
    }

    [Theory]
    [InlineData("openai.chat", "messages", 256, """{"model":"m","messages":[?]}""", Hi)]
    [InlineData("gmail_send.send", "to", 50, """{"to":[?],"subject":"s","text":"t"}""", "\"a@example.org\"")]
    public void Validate_Count_MostGoodOneMoreNot(string action, string field, int most, string json, string item)
    {
        Assert.Empty(Parameters.Errors(action, json.Replace("?", string.Join(',', Enumerable.Repeat(item, most)), StringComparison.Ordinal)));
        Assert.Equal([field], Parameters.Errors(action, json.Replace("?", string.Join(',', Enumerable.Repeat(item, most + 1)), StringComparison.Ordinal)).Keys);
    }

    [Fact]
    public void Validate_ThousandsOfUnknownFields_AnswerIsBounded()
    {
        var fields = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"{new string('x', 200)}{i}\":1"));

        var errors = Parameters.Errors("serpapi.search", $$"""{"q":"x",{{fields}}}""");

        Assert.InRange(errors.Count, 1, 64);
        Assert.All(errors.Keys, path => Assert.InRange(path.Length, 1, 100));
    }

    [Fact]
    public void Validate_BytesThatAreNotUtf8_Refused()
    {
        using var document = JsonDocument.Parse((byte[])[.. "{\"q\":\""u8, 0xff, .. "\"}"u8]);

        Assert.Equal(["params"], Parameters.Action("serpapi.search").Validate(document.RootElement)!.Keys);
    }

    [Fact]
    public void Validate_TextInBytes_CountsUtf8()
    {
        var json = $$"""{"to":"a@example.org","subject":"s","text":"{{new string('é', (256 * 1024) + 1)}}"}""";

        Assert.True(Encoding.UTF8.GetByteCount(json) > 512 * 1024);
        Assert.Equal(["text"], Parameters.Errors("gmail_send.send", json).Keys);
    }
}
