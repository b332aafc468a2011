using FourRunr.Mcp.Tests.Gateway;
using Xunit;

[assembly: AssemblyFixture(typeof(McpGateway))]
