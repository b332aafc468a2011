using FourRunr.Models.Tests.Gateway;
using Xunit;

[assembly: AssemblyFixture(typeof(ModelGateway))]
