using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Kernels;

/// <summary>One step of AdamW over all parameters at once: hundreds of small ones would each wake the threads.</summary>
internal sealed unsafe class AdamWSweep
{
    private readonly List<(AdamWStep Step, nint W, nint G, nint M, nint V, long Count)> _parts = [];
    private readonly List<(int Part, long Start)> _pieces = [];

    public void Add(AdamWStep step, Tensor parameter, Tensor gradient, AdamW.State state)
    {
        if (!parameter.is_contiguous())
            throw new NotSupportedException("AdamW needs dense parameters");
        for (var start = 0L; start < parameter.NumberOfElements; start += AdamWStep.Grain)
            _pieces.Add((_parts.Count, start));
        _parts.Add((step, (nint)parameter.Pointer<float>(), (nint)gradient.Pointer<float>(), (nint)state.exp_avg.Pointer<float>(), (nint)state.exp_avg_sq.Pointer<float>(), parameter.NumberOfElements));
    }

    public void Run() => Threads.For(_pieces.Count, piece =>
    {
        var (number, start) = _pieces[(int)piece];
        var part = _parts[number];
        part.Step.Piece((float*)part.W + start, (float*)part.G + start, (float*)part.M + start, (float*)part.V + start, Math.Min(AdamWStep.Grain, part.Count - start));
    });
}
