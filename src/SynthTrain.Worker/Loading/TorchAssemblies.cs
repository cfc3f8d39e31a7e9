using System.Reflection;
using System.Runtime.Loader;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Worker.Loading;

/// <summary>Decides which assembly of the name TorchSharp stages use: the managed one beside the worker, or a package's with its native libraries.</summary>
internal static class TorchAssemblies
{
    /// <summary>Setting of the folders of the package and of its native parts, separated by ';'; empty for the managed one.</summary>
    public const string Setting = "torch";

    // Numbers of TorchSharp.DeviceType.
    private const int Cpu = 0;
    private const int Cuda = 1;

    /// <summary>The stages, over the assembly that was asked for.</summary>
    /// <param name="folders">Absolute folders separated by ';', or nothing.</param>
    /// <param name="stages">The stages over the managed one.</param>
    /// <exception cref="SynthException"><see cref="Codes.TorchUnavailable"/>: no such assembly, or one that does not load.</exception>
    public static Assembly Stages(string? folders, Assembly stages)
    {
        if (string.IsNullOrWhiteSpace(folders))
            return stages;
        var context = new TorchLoadContext(folders.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (context.Find(TorchLoadContext.Torch) is null)
            throw Fault(folders, "none of these folders holds TorchSharp.dll, nor lib/net8.0/TorchSharp.dll.");
        try
        {
            Start(context);
            return context.LoadFromAssemblyName(new AssemblyName("SynthTrain.Stages"));
        }
        catch (TargetInvocationException e)
        {
            throw Fault(folders, (e.InnerException ?? e).Message, e);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or TypeLoadException or TypeInitializationException or DllNotFoundException)
        {
            throw Fault(folders, e.Message, e);
        }
    }

    /// <summary>Loads the native libraries now: without this the first tensor of a stage would, long after the build began.</summary>
    /// <remarks>Where CUDA's are among them a GPU was asked for, and a machine without one is a fault before the stage.</remarks>
    private static void Start(TorchLoadContext context)
    {
        var torch = context.LoadFromAssemblyName(new AssemblyName(TorchLoadContext.Torch)).GetType("TorchSharp.torch", throwOnError: true)!;
        var start = torch.GetMethod("InitializeDeviceType", BindingFlags.Static | BindingFlags.Public);
        if (start?.GetParameters() is [{ ParameterType: { IsEnum: true } device }])
            start.Invoke(null, [Enum.ToObject(device, context.HasLibraryOf("cuda") ? Cuda : Cpu)]);
    }

    private static SynthException Fault(string folders, string why, Exception? cause = null) => new(
        Diagnostic.Error(Codes.TorchUnavailable, $"TorchSharp cannot be loaded from '{folders}': {why} SynthTorch is cpu, cuda or empty (the managed engine); restore the project again, or build without it."), cause);
}
