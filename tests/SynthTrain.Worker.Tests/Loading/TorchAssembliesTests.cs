using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Worker.Loading;

namespace SynthTrain.Worker.Tests.Loading;

[TestClass]
public sealed class TorchAssembliesTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("synth-torch-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Without_folders_stages_are_the_workers_own() =>
        Assert.AreSame(StageTeachers.Stages, TorchAssemblies.Stages("", StageTeachers.Stages));

    [TestMethod]
    public void Stages_use_the_TorchSharp_of_the_folder_named_though_it_is_signed_and_of_another_version()
    {
        Write(Path.Combine(_folder, "TorchSharp.dll"), fault: null);

        var stages = TorchAssemblies.Stages(_folder, StageTeachers.Stages);

        var context = AssemblyLoadContext.GetLoadContext(stages)!;
        var training = context.LoadFromAssemblyName(new AssemblyName("SynthTrain.Training"));
        Assert.AreSame(context, AssemblyLoadContext.GetLoadContext(training));
        var torch = context.LoadFromAssemblyName(training.GetReferencedAssemblies().Single(reference => reference.Name == "TorchSharp"));
        Assert.AreEqual(Path.Combine(_folder, "TorchSharp.dll"), torch.Location);
        Assert.AreEqual(new Version(1, 2, 3, 4), torch.GetName().Version);
        Assert.AreNotEqual(0, torch.GetName().GetPublicKeyToken()!.Length);
    }

    [TestMethod]
    public void Contracts_stay_the_workers()
    {
        Write(Path.Combine(_folder, "TorchSharp.dll"), fault: null);

        var stages = TorchAssemblies.Stages(_folder, StageTeachers.Stages);

        Assert.IsTrue(stages.GetTypes().Any(type => typeof(IStage).IsAssignableFrom(type)), "stages implement the worker's IStage");
    }

    [TestMethod]
    public void A_packages_folder_is_looked_into()
    {
        var inner = Directory.CreateDirectory(Path.Combine(_folder, "lib", "net8.0")).FullName;
        Write(Path.Combine(inner, "TorchSharp.dll"), fault: null);

        Assert.AreNotSame(StageTeachers.Stages, TorchAssemblies.Stages($"{Path.Combine(_folder, "none")};{_folder}", StageTeachers.Stages));
    }

    [TestMethod]
    public void A_folder_without_it_is_a_coded_error()
    {
        var e = Assert.ThrowsExactly<SynthException>(() => TorchAssemblies.Stages(_folder, StageTeachers.Stages));

        Assert.AreEqual(Codes.TorchUnavailable, e.Diagnostics[0].Code);
        Assert.Contains(_folder, e.Diagnostics[0].Message);
    }

    [TestMethod]
    public void A_native_library_that_does_not_load_is_a_coded_error_before_the_stage()
    {
        Write(Path.Combine(_folder, "TorchSharp.dll"), fault: "libtorch_cuda.so is missing");

        var e = Assert.ThrowsExactly<SynthException>(() => TorchAssemblies.Stages(_folder, StageTeachers.Stages));

        Assert.AreEqual(Codes.TorchUnavailable, e.Diagnostics[0].Code);
        Assert.Contains("libtorch_cuda.so is missing", e.Diagnostics[0].Message);
    }

    [TestMethod]
    [DataRow("libtorch_cpu.so", 0)]
    [DataRow("libtorch_cuda.so", 1)]
    [DataRow("torch_cuda.dll", 1)]
    [DataRow("about-cuda.txt", 0)]
    public void The_device_that_starts_is_the_one_whose_libraries_are_there(string library, int device)
    {
        Write(Path.Combine(_folder, "TorchSharp.dll"), fault: null);
        var native = Directory.CreateDirectory(Path.Combine(_folder, "native")).FullName;
        File.WriteAllText(Path.Combine(native, library), "");

        var stages = TorchAssemblies.Stages($"{_folder};{native}", StageTeachers.Stages);

        var torch = AssemblyLoadContext.GetLoadContext(stages)!.LoadFromAssemblyName(new AssemblyName("TorchSharp"));
        Assert.AreEqual(device, (int)torch.GetType("TorchSharp.torch")!.GetField("Started")!.GetValue(null)!);
    }

    [TestMethod]
    public void A_file_that_is_no_assembly_is_a_coded_error()
    {
        File.WriteAllText(Path.Combine(_folder, "TorchSharp.dll"), "no assembly");

        Assert.AreEqual(Codes.TorchUnavailable, Assert.ThrowsExactly<SynthException>(() => TorchAssemblies.Stages(_folder, StageTeachers.Stages)).Diagnostics[0].Code);
    }

    /// <summary>A stand-in for the package's assembly: its name, a public key, a version of its own, and a start that keeps its device and may fail.</summary>
    private static void Write(string path, string? fault)
    {
        var name = new AssemblyName("TorchSharp") { Version = new Version(1, 2, 3, 4) };
        // Any key of the right form; the runtime does not check signatures.
        name.SetPublicKey(typeof(object).Assembly.GetName().GetPublicKey());
        var assembly = new PersistedAssemblyBuilder(name, typeof(object).Assembly);
        var module = assembly.DefineDynamicModule("TorchSharp");
        var device = module.DefineEnum("TorchSharp.DeviceType", TypeAttributes.Public, typeof(int));
        device.DefineLiteral("CPU", 0);
        device.DefineLiteral("CUDA", 1);
        var torch = module.DefineType("TorchSharp.torch", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        var il = torch.DefineMethod("InitializeDeviceType", MethodAttributes.Public | MethodAttributes.Static, typeof(void), [device.CreateType()]).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Stsfld, torch.DefineField("Started", device, FieldAttributes.Public | FieldAttributes.Static));
        if (fault is not null)
        {
            il.Emit(OpCodes.Ldstr, fault);
            il.Emit(OpCodes.Newobj, typeof(NotSupportedException).GetConstructor([typeof(string)])!);
            il.Emit(OpCodes.Throw);
        }

        il.Emit(OpCodes.Ret);
        torch.CreateType();
        assembly.Save(path);
    }
}
