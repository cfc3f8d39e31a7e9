using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Bench.Quantize;

/// <summary>llama.cpp's <c>llama_model_quantize</c>, from the npm package that <c>eng/setup.sh</c> installs.</summary>
internal static unsafe class LlamaCpp
{
    /// <summary>Quantizes a file; the library is loaded before.</summary>
    public static void Quantize(nint library, string input, string output, GgufFileType type, int threads)
    {
        var parameters = ((delegate* unmanaged<Block>)NativeLibrary.GetExport(library, "llama_model_quantize_default_params"))();
        (((int*)&parameters)[0], ((int*)&parameters)[1]) = (threads, (int)type);
        fixed (byte* from = Encoding.UTF8.GetBytes(input + "\0"), to = Encoding.UTF8.GetBytes(output + "\0"))
        {
            if (((delegate* unmanaged<byte*, byte*, Block*, uint>)NativeLibrary.GetExport(library, "llama_model_quantize"))(from, to, &parameters) != 0)
                throw new InvalidOperationException("llama_model_quantize failed");
        }
    }

    /// <summary>Loads the library.</summary>
    public static nint Load()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "artifacts", "peers", "node_modules", "@node-llama-cpp", "linux-x64", "bins", "linux-x64");
            if (!Directory.Exists(folder))
                continue;
            var ggml = NativeLibrary.Load(Path.Combine(folder, "libggml.v0.5.0.so"));
            var library = NativeLibrary.Load(Path.Combine(folder, "libllama.v0.5.0.so"));
            ((delegate* unmanaged<delegate* unmanaged<int, byte*, void*, void>, void*, void>)NativeLibrary.GetExport(library, "llama_log_set"))(&Silent, null);
            fixed (byte* from = Encoding.UTF8.GetBytes(folder + "\0"))
                ((delegate* unmanaged<byte*, void>)NativeLibrary.GetExport(ggml, "ggml_backend_load_all_from_path"))(from);
            ((delegate* unmanaged<void>)NativeLibrary.GetExport(library, "llama_backend_init"))();
            return library;
        }

        throw new InvalidOperationException("the npm package '@node-llama-cpp/linux-x64' is not installed; run eng/setup.sh");
    }

    [UnmanagedCallersOnly]
    private static void Silent(int level, byte* text, void* data)
    {
    }

    /// <summary>Room for the parameters.</summary>
    [InlineArray(32)]
    private struct Block
    {
        private long _first;
    }
}
