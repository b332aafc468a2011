using FourRunr.Hosting;
using FourRunr.Testing;
using FourRunr.ToolProxy.Tests.Testing;
using Xunit;

namespace FourRunr.ToolProxy.Tests.Models;

public sealed class ModelsFileTests
{
    private const string Good = """{"name":"p","dialect":"openai","base_url":"https://api.example.com/v1","credentials":["p"],"models":["m"]}""";

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("{}", "'providers' is required")]
    [InlineData("""{"providers":[],"more":1}""", "'more' is unknown")]
    [InlineData("""{"providers":[{"name":"P","dialect":"openai","mock":true,"models":["m"]}]}""", "'providers[0].name'")]
    [InlineData("""{"providers":[{"name":"p","dialect":"grpc","mock":true,"models":["m"]}]}""", "'providers[0].dialect'")]
    [InlineData("""{"providers":[{"name":"p","dialect":"openai","models":["m"]}]}""", "'providers[0].base_url'")]
    [InlineData("""{"providers":[{"name":"p","dialect":"openai","mock":true}]}""", "'providers[0].models'")]
    [InlineData("""{"providers":[{"name":"p","dialect":"openai","base_url":"http://10.0.0.1/v1","models":["m"]}]}""", "'providers[0].base_url' is not an allowed target")]
    [InlineData("""{"providers":[{"name":"p","dialect":"openai","base_url":"http://api.openai.com/v1","credentials":["p"],"models":["m"]}]}""", "'providers[0].base_url' must be https")]
    [InlineData("""{"providers":[{"name":"p","dialect":"openai","mock":true,"models":["m"],"idle":"2d"}]}""", "'providers[0].idle'")]
    [InlineData("""{"providers":[{"name":"p","dialect":"openai","mock":true,"models":["m"],"headers":{"Authorization":"x"}}]}""", "'providers[0].headers'")]
    [InlineData("""{"providers":[{"name":"p","dialect":"openai","mock":true,"models":["m"]},{"name":"p","dialect":"openai","mock":true,"models":["m"]}]}""", "more than once")]
    [InlineData("""{"providers":[{"name":"p","dialect":"openai","mock":true,"models":["m"]}],"routes":[{"model":"r","to":[]}]}""", "'routes[0].to'")]
    [InlineData("""{"providers":[{"name":"p","dialect":"openai","mock":true,"models":["m"]}],"routes":[{"model":"r","to":[{"provider":"q","model":"m"}]}]}""", "'routes[0].to' names a provider")]
    [InlineData("""{"providers":[{"name":"p","dialect":"openai","mock":true,"models":["m"]},{"name":"q","dialect":"anthropic","mock":true,"models":["m"]}],"routes":[{"model":"r","to":[{"provider":"p","model":"m"},{"provider":"q","model":"m"}]}]}""", "different dialects")]
    [InlineData("""{"providers":[{"name":"p","dialect":"openai","mock":true,"models":["m"]}],"routes":[{"model":"r","to":[{"provider":"p","model":"m"}],"fall_back_on":["403"]}]}""", "fall_back_on")]
    public async Task Start_BadFile_IsRefusedAndSaysWhere(string file, string complaint)
    {
        var refused = await Assert.ThrowsAsync<InvalidConfigurationException>(() => StartAsync(file));

        Assert.StartsWith("MODELS_FILE: models.json: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_GoodFile_Starts() => await StartAsync($"{{\"providers\":[{Good}]}}");

    private static async Task StartAsync(string text)
    {
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "models.json");
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        await using var gateway = await TestGateway.StartAsync(Backend.Embedded, [$"--MODELS_FILE={file}"]);
    }
}
