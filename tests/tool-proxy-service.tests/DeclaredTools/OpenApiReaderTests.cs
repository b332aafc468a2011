using FourRunr.ToolProxy.DeclaredTools.Import;
using Xunit;

namespace FourRunr.ToolProxy.Tests.DeclaredTools;

public sealed class OpenApiReaderTests
{
    [Theory]
    [InlineData("\ufeff{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"t\",\"version\":\"1\"},\"paths\":{}}")]
    [InlineData("\ufeffopenapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n---\n")]
    public void Read_ByteOrderMark_IsPassedOver(string text) => Assert.Null(OpenApiReader.Read(JsonSerializer.SerializeToElement(text)).Error);
}
