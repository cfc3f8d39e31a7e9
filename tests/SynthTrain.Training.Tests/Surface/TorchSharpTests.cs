using System.Reflection;
using System.Runtime.Loader;
using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.Tests.Surface;

/// <summary>The very same SynthTrain.Training.dll has to run on TorchSharp's own assembly. Where SYNTH_TORCHSHARP names one (the 0.106 package's lib/net8.0/TorchSharp.dll, or src/TorchSharp of the
/// tag v0.106.0 built outside the repository), every reference is resolved in it.</summary>
[TestClass]
public sealed class TorchSharpTests
{
    private static readonly string s_training = typeof(DecoderModel).Assembly.Location;

    [TestMethod]
    public void Every_member_that_training_refers_to_is_in_TorchSharp()
    {
        var (count, missing) = TorchReferences.Check(s_training, Real());

        Assert.IsGreaterThan(100, count);
        Assert.IsEmpty(missing, string.Join('\n', missing));
    }

    [TestMethod]
    public void The_check_finds_every_member_in_the_managed_assembly_and_misses_what_is_not_there()
    {
        var (count, missing) = TorchReferences.Check(s_training, typeof(torch).Assembly.Location);

        Assert.IsEmpty(missing, string.Join('\n', missing));
        Assert.HasCount(count, TorchReferences.Check(s_training, typeof(TorchSharpTests).Assembly.Location).Missing);
    }

    [TestMethod]
    public void A_reference_without_key_and_version_binds_to_the_signed_assembly()
    {
        var real = Real();
        var context = new Exchanged(real);

        var training = context.LoadFromAssemblyPath(s_training);

        var torch = context.LoadFromAssemblyName(training.GetReferencedAssemblies().Single(reference => reference.Name == "TorchSharp"));
        Assert.AreEqual(real, torch.Location);
        // Bases, fields and signatures of every type are resolved by asking for them.
        foreach (var type in training.GetTypes())
            Assert.IsNotNull(type.GetMembers(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));
        var hidden = training.GetType("SynthTrain.Training.Decoder.DecoderModel", throwOnError: true)!.GetMethod("Hidden")!;
        Assert.AreSame(torch, hidden.ReturnType.Assembly);
    }

    private static string Real() => Environment.GetEnvironmentVariable("SYNTH_TORCHSHARP") is { Length: > 0 } path && File.Exists(path)
        ? Path.GetFullPath(path)
        : throw new AssertInconclusiveException("there is no TorchSharp assembly: set SYNTH_TORCHSHARP to lib/net8.0/TorchSharp.dll of the package, or to a build of src/TorchSharp of its repository at v0.106.0 (without Utils/tensorboard no SkiaSharp is needed)");

    private sealed class Exchanged(string torch) : AssemblyLoadContext("exchanged")
    {
        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name == "TorchSharp" ? LoadFromAssemblyPath(torch) : null;
    }
}
