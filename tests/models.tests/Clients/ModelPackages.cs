using FourRunr.Testing.Node;

namespace FourRunr.Models.Tests.Clients;

/// <summary>What is installed in <c>tests/models</c>.</summary>
internal static class ModelPackages
{
    public static readonly NodePackages Npm = new("models");
}
