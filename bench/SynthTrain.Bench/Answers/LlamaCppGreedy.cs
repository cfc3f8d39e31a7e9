using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SynthTrain.Bench.Quantize;

namespace SynthTrain.Bench.Answers;

/// <summary>Greedy answers by llama.cpp: keys and values in float32, no flash attention, weights not repacked.</summary>
internal sealed unsafe class LlamaCppGreedy : IDisposable
{
    /// <summary>Where <c>use_extra_bufts</c> (weight repacking) stands in <c>llama_model_params</c> of this version; it is the only default that is true.</summary>
    private const int ExtraBuffers = 74;

    private const int Float32 = 0;
    private const int Float16 = 1;
    private readonly nint _library;
    private readonly nint _model;
    private readonly int _vocabulary;
    private readonly int _threads;

    public LlamaCppGreedy(nint library, string path, int threads)
    {
        (_library, _threads) = (library, threads);
        var parameters = ((delegate* unmanaged<Block>)Export("llama_model_default_params"))();
        var bytes = (byte*)&parameters;
        if ((bytes[ExtraBuffers - 1], bytes[ExtraBuffers], bytes[ExtraBuffers + 1]) != (0, 1, 0))
            throw new InvalidOperationException("llama_model_params has another layout than this program knows");
        bytes[ExtraBuffers] = 0;
        fixed (byte* file = Encoding.UTF8.GetBytes(path + "\0"))
            _model = ((delegate* unmanaged<byte*, Block, nint>)Export("llama_model_load_from_file"))(file, parameters);
        if (_model == 0)
            throw new InvalidOperationException($"llama.cpp does not load '{path}'");
        _vocabulary = ((delegate* unmanaged<nint, int>)Export("llama_vocab_n_tokens"))(((delegate* unmanaged<nint, nint>)Export("llama_model_get_vocab"))(_model));
    }

    /// <summary>The tokens of an answer, up to one that ends it or to the most.</summary>
    public List<int> Answer(int[] prompt, IReadOnlyList<int> ends, int most)
    {
        var context = Context(prompt.Length + most);
        try
        {
            var answer = new List<int>();
            for (var token = Read(context, prompt); !ends.Contains(token); token = Read(context, [token]))
            {
                answer.Add(token);
                if (answer.Count == most)
                    break;
            }

            return answer;
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)Export("llama_free"))(context);
        }
    }

    public void Dispose() => ((delegate* unmanaged<nint, void>)Export("llama_model_free"))(_model);

    private nint Context(int tokens)
    {
        var parameters = ((delegate* unmanaged<Block>)Export("llama_context_default_params"))();
        var fields = (int*)&parameters;
        // llama_context_params: n_ctx, n_batch and n_ubatch come first; the numbers of threads, another one and then the enumerations of attention are a run of -1, flash attention's the last; the cache's types two F16 side by side.
        var run = Enumerable.Range(4, 12).First(i => fields[i] == -1 && fields[i + 1] == -1 && fields[i + 2] == -1 && fields[i + 3] == -1 && fields[i + 4] != -1);
        var types = Enumerable.Range(run + 4, 24).Single(i => fields[i] == Float16 && fields[i + 1] == Float16);
        (fields[0], fields[1], fields[2]) = (tokens, tokens, tokens);
        fields[run + 3] = 0;
        (fields[types], fields[types + 1]) = (Float32, Float32);
        (fields[run - 3], fields[run - 2]) = (_threads, _threads);
        var context = ((delegate* unmanaged<nint, Block, nint>)Export("llama_init_from_model"))(_model, parameters);
        return context != 0 ? context : throw new InvalidOperationException("llama.cpp refuses the context");
    }

    private int Read(nint context, int[] tokens)
    {
        fixed (int* ids = tokens)
        {
            var batch = ((delegate* unmanaged<int*, int, Batch>)Export("llama_batch_get_one"))(ids, tokens.Length);
            if (((delegate* unmanaged<nint, Batch, int>)Export("llama_decode"))(context, batch) != 0)
                throw new InvalidOperationException("llama_decode failed");
            var scores = ((delegate* unmanaged<nint, float*>)Export("llama_get_logits"))(context);
            return System.Numerics.Tensors.TensorPrimitives.IndexOfMax(new ReadOnlySpan<float>(scores, _vocabulary));
        }
    }

    private nint Export(string name) => NativeLibrary.GetExport(_library, name);

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
