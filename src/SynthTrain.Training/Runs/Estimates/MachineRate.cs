using System.Globalization;

namespace SynthTrain.Training.Runs.Estimates;

/// <summary>How fast a machine trains and answers, about.</summary>
/// <param name="Name">What computes.</param>
/// <param name="Useful">Operations a second that a run gets out of it.</param>
public sealed record MachineRate(string Name, double Useful)
{
    /// <summary>What a run gets of the processor's products: 59 to 75 % were measured [docs/LOG.md, "the managed engine beside PyTorch"].</summary>
    public const double ProcessorShare = 0.6;

    /// <summary>What a run gets of a GPU's data sheet. Assumed: 30 to 50 % are usual, and nothing was measured here.</summary>
    public const double GpuShare = 0.35;

    private const double Measured = 0.3;

    // Of a layer of 135M parameters: rows, columns, depth.
    private const int Rows = 512;
    private const int Columns = 1536;
    private const int Depth = 576;

    // Answers of 5M and 135M parameters in float32, two threads: 433 and 40 tokens/s [docs/LOG.md, "answers beside llama.cpp"].
    private const double ProcessorToken = 1.4e-3;
    private const double ProcessorBytes = 22e9;

    // Assumed: one kernel after the other, none of them large.
    private const double GpuToken = 0.03;

    // Operations a second of data sheets: bfloat16 (float16 where a GPU has none) on tensor cores without sparsity, float32 without them. The first name that stands in the driver's as words of their own: an "RTX A1000" is no A100.
    private static readonly (string Name, double Halved, double Single)[] s_gpus =
    [
        ("B200", 2250e12, 75e12), ("H200", 989e12, 67e12), ("H100 PCIe", 756e12, 51e12), ("H100 NVL", 835e12, 60e12), ("H100", 989e12, 67e12), ("A100", 312e12, 19.5e12), ("L40S", 362e12, 91.6e12), ("L40", 181e12, 90.5e12),
        ("L4", 121e12, 30.3e12), ("A10G", 70e12, 31e12), ("A10", 125e12, 31.2e12), ("A30", 165e12, 10.3e12), ("V100", 125e12, 15.7e12), ("T4", 65e12, 8.1e12), ("RTX 6000 Ada", 364e12, 91.1e12), ("RTX A6000", 155e12, 38.7e12),
        ("RTX 5090", 210e12, 105e12), ("RTX 4090", 165e12, 82.6e12), ("RTX 4080", 97e12, 48.7e12), ("RTX 4070", 58e12, 29e12), ("RTX 3090", 71e12, 35.6e12), ("RTX 3080", 59e12, 29.8e12), ("RTX 3060", 25e12, 12.7e12),
    ];

    /// <summary>Whether answers come at a GPU's pace.</summary>
    public bool IsGpu { get; init; }

    /// <summary>The processor's rate: that of the fastest of the products of matrices that are done within a third of a second, since the first ones run before the code is compiled to its best.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="threads">Threads that a run would use; 0 for its default.</param>
    public static MachineRate Processor(TimeProvider time, int threads)
    {
        if (threads > 0)
            torch.set_num_threads(threads);
        using var scope = torch.NewDisposeScope();
        using var left = torch.ones(Rows, Depth);
        using var right = torch.ones(Depth, Columns);
        var (begun, fastest) = (time.GetTimestamp(), double.MaxValue);
        do
        {
            var started = time.GetTimestamp();
            torch.matmul(left, right).Dispose();
            fastest = Math.Min(fastest, time.GetElapsedTime(started).TotalSeconds);
        }
        while (time.GetElapsedTime(begun).TotalSeconds < Measured);
        var rate = 2.0 * Rows * Columns * Depth / fastest;
        return new(string.Create(CultureInfo.InvariantCulture, $"processor, {rate / 1e9:0} GFLOP/s"), rate * ProcessorShare);
    }

    /// <summary>A GPU's rate by its data sheet; <see langword="null"/> for one that is not in the table.</summary>
    /// <param name="name">What the driver calls it.</param>
    /// <param name="halved">Whether weights lie there as bfloat16.</param>
    public static MachineRate? Gpu(string name, bool halved)
    {
        var found = Array.Find(s_gpus, gpu => Names(name, gpu.Name));
        return found.Name is null ? null : new(name, (halved ? found.Halved : found.Single) * GpuShare) { IsGpu = true };
    }

    private static bool Names(string name, string gpu)
    {
        for (var at = name.IndexOf(gpu, StringComparison.OrdinalIgnoreCase); at >= 0; at = name.IndexOf(gpu, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + gpu.Length;
            if ((at == 0 || !char.IsLetterOrDigit(name[at - 1])) && (end == name.Length || !char.IsLetterOrDigit(name[end])))
                return true;
        }

        return false;
    }

    /// <summary>Seconds of a run of so many operations.</summary>
    public double Seconds(double operations) => operations / Useful;

    /// <summary>Seconds of one answer: its prompt is read at once, its tokens are written one by one, and each takes all weights out of memory.</summary>
    /// <param name="model">Who answers.</param>
    /// <param name="prompt">Tokens of the prompt.</param>
    /// <param name="answer">Tokens of the answer.</param>
    public double SecondsOfAnswer(ModelSize model, double prompt, double answer) =>
        Seconds(TrainingWork.Reading(model, prompt)) + (answer * (IsGpu ? GpuToken : ProcessorToken + (4 * (double)model.Parameters / ProcessorBytes)));
}
