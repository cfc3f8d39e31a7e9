using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SynthTrain.Models.Gguf;

namespace SynthTrain.Models.Tests.Quantization;

/// <summary>llama.cpp's own quantizer and loader, from the npm package.</summary>
internal static unsafe class Llama
{
    /// <summary>Where <c>use_extra_bufts</c> (weight repacking) stands in <c>llama_model_params</c> of this version: the third bool after nine pointers' room.</summary>
    private const int ExtraBuffers = 74;

    private static readonly Lazy<nint> s_library = new(Load);

    /// <summary>Quantizes a file by <c>llama_model_quantize</c>, and returns whether it did.</summary>
    public static bool Quantize(string input, string output, GgufFileType type, int threads = 2, IReadOnlyDictionary<string, float[]>? importance = null)
    {
        var defaults = (delegate* unmanaged<Block>)Export("llama_model_quantize_default_params");
        var quantize = (delegate* unmanaged<byte*, byte*, Block*, uint>)Export("llama_model_quantize");
        var parameters = defaults();
        var numbers = (int*)&parameters;
        (numbers[0], numbers[1]) = (threads, (int)type);
        var held = new List<nint>();
        if (importance is not null)
            ((nint*)&parameters)[3] = Entries(importance, held);
        fixed (byte* from = Bytes(input), to = Bytes(output))
        {
            var failed = quantize(from, to, &parameters);
            held.ForEach(Marshal.FreeHGlobal);
            return failed == 0;
        }
    }

    /// <summary>Whether a file loads as a model, without repacking.</summary>
    public static bool Loads(string path)
    {
        var defaults = (delegate* unmanaged<Block>)Export("llama_model_default_params");
        var load = (delegate* unmanaged<byte*, Block, nint>)Export("llama_model_load_from_file");
        var free = (delegate* unmanaged<nint, void>)Export("llama_model_free");
        var parameters = defaults();
        Assert.AreEqual(1, ((byte*)&parameters)[ExtraBuffers], "llama_model_params has another layout than this test knows");
        ((byte*)&parameters)[ExtraBuffers] = 0;
        fixed (byte* file = Bytes(path))
        {
            var model = load(file, parameters);
            if (model != 0)
                free(model);
            return model != 0;
        }
    }

    private static nint Entries(IReadOnlyDictionary<string, float[]> importance, List<nint> held)
    {
        var entries = (nint*)Hold((importance.Count + 1) * 3 * sizeof(nint), held);
        var at = 0;
        foreach (var (name, values) in importance)
        {
            var text = Hold(Encoding.UTF8.GetByteCount(name) + 1, held);
            Bytes(name).CopyTo(new Span<byte>((void*)text, Encoding.UTF8.GetByteCount(name) + 1));
            var floats = Hold(values.Length * sizeof(float), held);
            values.CopyTo(new Span<float>((void*)floats, values.Length));
            (entries[at], entries[at + 1], entries[at + 2]) = (text, floats, values.Length);
            at += 3;
        }

        (entries[at], entries[at + 1], entries[at + 2]) = (0, 0, 0);
        return (nint)entries;
    }

    private static nint Hold(int length, List<nint> held)
    {
        held.Add(Marshal.AllocHGlobal(length));
        return held[^1];
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text + "\0");

    private static nint Load()
    {
        var folder = Path.Combine(Peers.Package("@node-llama-cpp/linux-x64"), "bins", "linux-x64");
        var ggml = NativeLibrary.Load(Path.Combine(folder, "libggml.v0.5.0.so"));
        var llama = NativeLibrary.Load(Path.Combine(folder, "libllama.v0.5.0.so"));
        ((delegate* unmanaged<delegate* unmanaged<int, byte*, void*, void>, void*, void>)NativeLibrary.GetExport(llama, "llama_log_set"))(&Silent, null);
        fixed (byte* from = Bytes(folder))
            ((delegate* unmanaged<byte*, void>)NativeLibrary.GetExport(ggml, "ggml_backend_load_all_from_path"))(from);
        ((delegate* unmanaged<void>)NativeLibrary.GetExport(llama, "llama_backend_init"))();
        return llama;
    }

    private static nint Export(string name) => NativeLibrary.GetExport(s_library.Value, name);

    [UnmanagedCallersOnly]
    private static void Silent(int level, byte* text, void* data)
    {
    }

    /// <summary>Room for any of the parameter structs, which are passed and returned in memory.</summary>
    [InlineArray(32)]
    private struct Block
    {
        private long _first;
    }
}
