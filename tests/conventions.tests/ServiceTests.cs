using System.Reflection;
using System.Runtime.CompilerServices;
using FourRunr.Auth;
using FourRunr.Policy;
using FourRunr.ToolProxy;
using Xunit;

namespace FourRunr.Conventions.Tests;

/// <summary>Services are closed: they meet over HTTP, and show one class.</summary>
public sealed class ServiceTests
{
    private static readonly Type[] Compositions = [typeof(AuthService), typeof(PolicyService), typeof(ToolProxyService)];

    public static TheoryData<string> Services => [.. Compositions.Select(composition => composition.Assembly.GetName().Name!)];

    [Theory, MemberData(nameof(Services))]
    public void Service_References_NoOtherService(string service)
    {
        var others = Compositions.Select(composition => composition.Assembly.GetName().Name).Where(name => name != service);

        Assert.Empty(AssemblyOf(service).GetReferencedAssemblies().Select(reference => reference.Name).Intersect(others));
    }

    [Theory, MemberData(nameof(Services))]
    public void Service_ProjectFile_ReferencesOnlySharedProjects(string service)
    {
        var project = Sources.Files("services", $"{service}.csproj").Single();

        var references = Sources.Lines(project).Where(line => line.Contains("<ProjectReference", StringComparison.Ordinal));

        Assert.All(references, line => Assert.Contains("Include=\"../../shared/", line, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Services))]
    public void Service_PublicTypes_AreItsCompositionAndWhatGoesOverTheWire(string service)
    {
        var shown = TypesOf(service).Where(type =>
            type.IsVisible && !Compositions.Contains(type) && type.Name != "Program" && !IsWireType(type));

        Assert.Empty(shown.Select(type => type.FullName));
    }

    [Theory, MemberData(nameof(Services))]
    public void Service_Classes_AreSealedStaticOrMadeToBeDerived(string service)
    {
        var types = TypesOf(service);
        var open = types.Where(type => type is { IsClass: true, IsSealed: false } && type.Name != "Program"
            && !(type.IsAbstract && types.Any(derived => DerivesFrom(derived, type))));

        Assert.Empty(open.Select(type => type.FullName));
    }

    /// <summary>Otherwise each start makes code for each of them, which takes longer than all the rest.</summary>
    [Theory, MemberData(nameof(Services))]
    public void Service_Endpoints_AreCompiledWithIt(string service) =>
        Assert.Contains(AssemblyOf(service).GetTypes(), type => type.Namespace == "Microsoft.AspNetCore.Http.Generated");

    /// <summary>Bodies are named for what they are: requests, responses, and the metadata document of RFC 8414.</summary>
    private static bool IsWireType(Type type) =>
        type.IsSealed && ((string[])["Request", "Response", "Metadata"]).Any(end => type.Name.EndsWith(end, StringComparison.Ordinal));

    private static bool DerivesFrom(Type type, Type ancestor) => type.BaseType is { } parent
        && ((parent.IsGenericType ? parent.GetGenericTypeDefinition() : parent) == ancestor || DerivesFrom(parent, ancestor));

    private static Assembly AssemblyOf(string service) =>
        Compositions.Single(composition => composition.Assembly.GetName().Name == service).Assembly;

    /// <summary>Types that someone wrote: not those of compilers and source generators.</summary>
    private static Type[] TypesOf(string service) =>
        [.. AssemblyOf(service).GetTypes().Where(type =>
            type.Namespace?.StartsWith("FourRunr.", StringComparison.Ordinal) == true
            && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            && !type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), inherit: false)
            && !type.Name.StartsWith('<'))];
}
