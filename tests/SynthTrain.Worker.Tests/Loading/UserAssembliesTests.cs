using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using System.Runtime.Versioning;
using System.Text.Json;
using Microsoft.Extensions.AI;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Worker.Loading;

namespace SynthTrain.Worker.Tests.Loading;

[TestClass]
public sealed class UserAssembliesTests
{
    private static readonly string s_path = typeof(TestClient).Assembly.Location;
    private static readonly string s_name = Path.GetFileNameWithoutExtension(s_path);

    [TestMethod]
    [DataRow("SynthTrain.Worker.Tests.Loading.TestClient", "m-1")]
    [DataRow("SynthTrain.Worker.Tests.Loading.PlainClient", "plain")]
    public async Task A_client_is_made_in_a_context_of_its_own(string type, string answer)
    {
        using var client = new UserAssemblies([s_path]).Create(new TeacherPlugin(s_name, type), "m-1");

        Assert.AreEqual(answer, (await client.GetResponseAsync("?")).Text);
        Assert.AreEqual(type, client.GetType().FullName);
        Assert.AreNotSame(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(client.GetType().Assembly));
    }

    [TestMethod]
    public async Task Copies_of_what_the_worker_has_beside_a_client_are_passed_over()
    {
        using var folder = new Folder();
        foreach (var type in new[] { typeof(TestClient), typeof(JsonElement), typeof(IChatClient), typeof(TeacherDefinition), typeof(Polly.ResiliencePipeline) })
            File.Copy(type.Assembly.Location, Path.Combine(folder.Path, Path.GetFileName(type.Assembly.Location)));
        using var client = new UserAssemblies([Path.Combine(folder.Path, Path.GetFileName(s_path))]).Create(new TeacherPlugin(s_name, typeof(TestClient).FullName!), "m-1");

        var response = await client.GetResponseAsync("?");

        Assert.IsInstanceOfType<JsonElement>(response.AdditionalProperties!["json"]);
        var loaded = AssemblyLoadContext.GetLoadContext(client.GetType().Assembly)!;
        Assert.AreSame(typeof(Polly.ResiliencePipeline).Assembly, loaded.LoadFromAssemblyName(typeof(Polly.ResiliencePipeline).Assembly.GetName()));
    }

    [TestMethod]
    public void Models_share_one_load_of_the_assembly()
    {
        var assemblies = new UserAssemblies([s_path]);
        var plugin = new TeacherPlugin(s_name, typeof(TestClient).FullName!);

        Assert.AreSame(assemblies.Create(plugin, "a").GetType(), assemblies.Create(plugin, "b").GetType());
    }

    [TestMethod]
    [DataRow("Nobodys", "X", "which the project does not provide; it provides SynthTrain.Worker.Tests")]
    [DataRow("SynthTrain.Worker.Tests", "X", "it has SynthTrain.Worker.Tests.Loading.BrokenClient, SynthTrain.Worker.Tests.Loading.PlainClient, SynthTrain.Worker.Tests.Loading.TestClient")]
    [DataRow("SynthTrain.Worker.Tests", "SynthTrain.Worker.Tests.Loading.UserAssembliesTests", "has no public class")]
    [DataRow("SynthTrain.Worker.Tests", "SynthTrain.Worker.Tests.Loading.BrokenClient", "The licence has run out.")]
    public void What_cannot_be_made_says_what_is_there(string assembly, string type, string expected)
    {
        var thrown = Assert.ThrowsExactly<SynthException>(() => new UserAssemblies([s_path]).Create(new TeacherPlugin(assembly, type), "m"));

        Assert.AreEqual(Codes.BadUserAssembly, thrown.Diagnostics[0].Code);
        StringAssert.Contains(thrown.Diagnostics[0].Message, expected);
    }

    [TestMethod]
    [DataRow(".NETCoreApp,Version=v11.0", "net11.0")]
    [DataRow(".NETFramework,Version=v4.8", "net48")]
    public void A_framework_that_does_not_fit_is_told_before_anything_is_loaded(string framework, string shortName)
    {
        using var folder = new Folder();
        var path = Emit(folder.Path, framework);

        var thrown = Assert.ThrowsExactly<SynthException>(() => AssemblyFramework.Check(path));

        Assert.AreEqual(Codes.BadUserAssembly, thrown.Diagnostics[0].Code);
        StringAssert.Contains(thrown.Diagnostics[0].Message, $"is built for {shortName}, and stages run on net10.0");
    }

    [TestMethod]
    [DataRow(".NETCoreApp,Version=v10.0")]
    [DataRow(".NETCoreApp,Version=v8.0")]
    [DataRow(".NETStandard,Version=v2.0")]
    [DataRow(null)]
    public void A_framework_that_fits_is_let_through(string? framework)
    {
        using var folder = new Folder();

        AssemblyFramework.Check(Emit(folder.Path, framework));
    }

    [TestMethod]
    public void A_file_that_is_no_assembly_is_told()
    {
        using var folder = new Folder();
        var path = Path.Combine(folder.Path, "Client.dll");
        File.WriteAllText(path, "MZ but no more");

        StringAssert.Contains(Assert.ThrowsExactly<SynthException>(() => AssemblyFramework.Check(path)).Diagnostics[0].Message, "is no .NET assembly");
    }

    private static string Emit(string folder, string? framework)
    {
        var path = Path.Combine(folder, "Client.dll");
        CustomAttributeBuilder[] attributes = framework is null ? [] : [new CustomAttributeBuilder(typeof(TargetFrameworkAttribute).GetConstructor([typeof(string)])!, [framework])];
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Client"), typeof(object).Assembly, attributes);
        assembly.DefineDynamicModule("Client");
        assembly.Save(path);
        return path;
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("synthtrain-loading-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
