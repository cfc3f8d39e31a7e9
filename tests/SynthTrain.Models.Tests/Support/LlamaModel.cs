using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace SynthTrain.Models.Tests;

/// <summary>A GGUF file loaded by llama.cpp itself, from the npm package: weights wholly, without repacking (which crashes on tiny models with AMX).</summary>
internal sealed unsafe class LlamaModel : IDisposable
{
    /// <summary>Where <c>use_extra_bufts</c> (weight repacking) stands in <c>llama_model_params</c> of this version; it is the only default that is true.</summary>
    private const int ExtraBuffers = 74;

    private static readonly Lazy<nint> s_library = new(Load);
    private readonly nint _model;

    private LlamaModel(nint model) => _model = model;

    /// <summary>The model, for other functions of the library.</summary>
    public nint Handle => _model;

    /// <summary>Loads a file, or returns <see langword="null"/> when llama.cpp refuses it.</summary>
    public static LlamaModel? Open(string path)
    {
        var parameters = ((delegate* unmanaged<Block>)Export("llama_model_default_params"))();
        var bytes = (byte*)&parameters;
        Assert.AreEqual((0, 1, 0), (bytes[ExtraBuffers - 1], bytes[ExtraBuffers], bytes[ExtraBuffers + 1]), "llama_model_params has another layout than this test knows");
        bytes[ExtraBuffers] = 0;
        fixed (byte* file = Encoding.UTF8.GetBytes(path + "\0"))
        {
            var model = ((delegate* unmanaged<byte*, Block, nint>)Export("llama_model_load_from_file"))(file, parameters);
            return model == 0 ? null : new(model);
        }
    }

    /// <summary>The ids of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="addSpecial">Adds what the file says is added, such as BOS.</param>
    /// <param name="parseSpecial">Finds special tokens within the text.</param>
    public int[] Tokenize(string text, bool addSpecial, bool parseSpecial)
    {
        var vocabulary = ((delegate* unmanaged<nint, nint>)Export("llama_model_get_vocab"))(_model);
        var bytes = Encoding.UTF8.GetBytes(text);
        var ids = new int[bytes.Length + 8];
        fixed (byte* from = bytes)
        fixed (int* into = ids)
        {
            byte none = 0;
            var count = ((delegate* unmanaged<nint, byte*, int, int*, int, byte, byte, int>)Export("llama_tokenize"))(
                vocabulary, bytes.Length == 0 ? &none : from, bytes.Length, into, ids.Length, addSpecial ? (byte)1 : (byte)0, parseSpecial ? (byte)1 : (byte)0);
            Assert.IsGreaterThanOrEqualTo(0, count);
            return ids[..count];
        }
    }

    public void Dispose() => ((delegate* unmanaged<nint, void>)Export("llama_model_free"))(_model);

    private static nint Load()
    {
        var folder = Path.Combine(Peers.Package("@node-llama-cpp/linux-x64"), "bins", "linux-x64");
        var ggml = NativeLibrary.Load(Directory.GetFiles(folder, "libggml.v*.so").Single());
        var llama = NativeLibrary.Load(Directory.GetFiles(folder, "libllama.v*.so").Single());
        ((delegate* unmanaged<delegate* unmanaged<int, byte*, void*, void>, void*, void>)NativeLibrary.GetExport(llama, "llama_log_set"))(&Silent, null);
        fixed (byte* from = Encoding.UTF8.GetBytes(folder + "\0"))
            ((delegate* unmanaged<byte*, void>)NativeLibrary.GetExport(ggml, "ggml_backend_load_all_from_path"))(from);
        ((delegate* unmanaged<void>)NativeLibrary.GetExport(llama, "llama_backend_init"))();
        return llama;
    }

    /// <summary>A function of the library.</summary>
    internal static nint Export(string name) => NativeLibrary.GetExport(s_library.Value, name);

    [UnmanagedCallersOnly]
    private static void Silent(int level, byte* text, void* data)
    {
    }

    /// <summary>Room for any parameter struct, which is passed and returned in memory.</summary>
    [InlineArray(32)]
    private struct Block
    {
        private long _first;
    }
}
