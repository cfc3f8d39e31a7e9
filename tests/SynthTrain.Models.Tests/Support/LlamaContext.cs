using System.Runtime.CompilerServices;

namespace SynthTrain.Models.Tests;

/// <summary>llama.cpp computing with a model: keys and values in float32, no flash attention, one thread.</summary>
internal sealed unsafe class LlamaContext : IDisposable
{
    private const int Float32 = 0;
    private const int Float16 = 1;
    private readonly nint _context;
    private readonly int _vocabulary;

    private LlamaContext(nint context, int vocabulary) => (_context, _vocabulary) = (context, vocabulary);

    /// <summary>A context for so many tokens.</summary>
    public static LlamaContext Open(LlamaModel model, int tokens)
    {
        var parameters = ((delegate* unmanaged<Block>)LlamaModel.Export("llama_context_default_params"))();
        var fields = (int*)&parameters;
        // llama_context_params: n_ctx comes first; the numbers of threads, another one and then the enumerations of attention are a run of -1, flash attention's the last; the cache's types two F16 side by side.
        var run = Enumerable.Range(4, 12).First(i => fields[i] == -1 && fields[i + 1] == -1 && fields[i + 2] == -1 && fields[i + 3] == -1 && fields[i + 4] != -1);
        var types = Enumerable.Range(run + 4, 24).Single(i => fields[i] == Float16 && fields[i + 1] == Float16);
        fields[0] = tokens;
        fields[run + 3] = 0;
        (fields[types], fields[types + 1]) = (Float32, Float32);
        (fields[run - 3], fields[run - 2]) = (1, 1);
        var context = ((delegate* unmanaged<nint, Block, nint>)LlamaModel.Export("llama_init_from_model"))(model.Handle, parameters);
        Assert.AreNotEqual(0, context, "llama.cpp refuses the context");
        var vocabulary = ((delegate* unmanaged<nint, nint>)LlamaModel.Export("llama_model_get_vocab"))(model.Handle);
        return new(context, ((delegate* unmanaged<nint, int>)LlamaModel.Export("llama_vocab_n_tokens"))(vocabulary));
    }

    /// <summary>Reads a token; the scores of the next.</summary>
    public float[] Read(int token)
    {
        var batch = ((delegate* unmanaged<int*, int, Batch>)LlamaModel.Export("llama_batch_get_one"))(&token, 1);
        Assert.AreEqual(0, ((delegate* unmanaged<nint, Batch, int>)LlamaModel.Export("llama_decode"))(_context, batch));
        var scores = ((delegate* unmanaged<nint, float*>)LlamaModel.Export("llama_get_logits"))(_context);
        return new ReadOnlySpan<float>(scores, _vocabulary).ToArray();
    }

    public void Dispose() => ((delegate* unmanaged<nint, void>)LlamaModel.Export("llama_free"))(_context);

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
