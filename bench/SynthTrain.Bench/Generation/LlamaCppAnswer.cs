using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SynthTrain.Bench.Quantize;

namespace SynthTrain.Bench.Generation;

/// <summary>Greedy answers by llama.cpp, its parameters as it sets them but for the number of threads.</summary>
internal static unsafe class LlamaCppAnswer
{
    public static (double Prompt, double Answer) Run(string path, int threads, int[] prompt, int count)
    {
        var library = LlamaCpp.Load();
        var vocabulary = 0;
        var model = Open(library, path, ref vocabulary);
        var (read, said) = (0.0, 0.0);
        for (var run = 0; run < 4; run++)
        {
            var context = Context(library, model, threads);
            var started = Stopwatch.GetTimestamp();
            var token = Read(library, context, prompt, vocabulary);
            read = Math.Max(read, prompt.Length / Stopwatch.GetElapsedTime(started).TotalSeconds);
            started = Stopwatch.GetTimestamp();
            for (var i = 1; i < count; i++)
                token = Read(library, context, [token], vocabulary);
            said = Math.Max(said, (count - 1) / Stopwatch.GetElapsedTime(started).TotalSeconds);
            ((delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "llama_free"))(context);
        }

        return (read, said);
    }

    private static nint Open(nint library, string path, ref int vocabulary)
    {
        var parameters = ((delegate* unmanaged<Block>)NativeLibrary.GetExport(library, "llama_model_default_params"))();
        fixed (byte* file = Encoding.UTF8.GetBytes(path + "\0"))
        {
            var model = ((delegate* unmanaged<byte*, Block, nint>)NativeLibrary.GetExport(library, "llama_model_load_from_file"))(file, parameters);
            if (model == 0)
                throw new InvalidOperationException($"llama.cpp does not load '{path}'");
            vocabulary = ((delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "llama_vocab_n_tokens"))(((delegate* unmanaged<nint, nint>)NativeLibrary.GetExport(library, "llama_model_get_vocab"))(model));
            return model;
        }
    }

    private static nint Context(nint library, nint model, int threads)
    {
        var parameters = ((delegate* unmanaged<Block>)NativeLibrary.GetExport(library, "llama_context_default_params"))();
        var fields = (int*)&parameters;
        var run = Enumerable.Range(4, 12).First(i => fields[i] == -1 && fields[i + 1] == -1 && fields[i + 2] == -1 && fields[i + 3] == -1);
        fields[0] = 512;
        (fields[run - 3], fields[run - 2]) = (threads, threads);
        return ((delegate* unmanaged<nint, Block, nint>)NativeLibrary.GetExport(library, "llama_init_from_model"))(model, parameters);
    }

    private static int Read(nint library, nint context, int[] tokens, int vocabulary)
    {
        fixed (int* ids = tokens)
        {
            var batch = ((delegate* unmanaged<int*, int, Batch>)NativeLibrary.GetExport(library, "llama_batch_get_one"))(ids, tokens.Length);
            if (((delegate* unmanaged<nint, Batch, int>)NativeLibrary.GetExport(library, "llama_decode"))(context, batch) != 0)
                throw new InvalidOperationException("llama_decode failed");
            var scores = ((delegate* unmanaged<nint, float*>)NativeLibrary.GetExport(library, "llama_get_logits"))(context);
            return System.Numerics.Tensors.TensorPrimitives.IndexOfMax(new ReadOnlySpan<float>(scores, vocabulary));
        }
    }

    /// <summary>Room for any parameter struct.</summary>
    [InlineArray(32)]
    private struct Block
    {
        private long _first;
    }

    /// <summary><c>llama_batch</c>: a count and six pointers.</summary>
    [InlineArray(7)]
    private struct Batch
    {
        private long _first;
    }
}
