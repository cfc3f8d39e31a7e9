using System.Globalization;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.Preferences;

/// <summary>Tells once when better answers become less likely too while the margin grows: the model then unlearns both, the known way in which DPO spoils a model.</summary>
/// <remarks>Looks at means over windows of micro-batches. It keeps nothing over an interruption: at worst a warning comes later.</remarks>
internal sealed class RewardWatch(IDiagnosticSink diagnostics)
{
    /// <summary>Micro-batches of a window.</summary>
    public const int Window = 16;

    private int _count;
    private double _chosen;
    private double _margin;
    private double? _before;
    private bool _told;

    /// <summary>Takes the figures of a micro-batch.</summary>
    public void Add(double chosen, double margin)
    {
        _chosen += chosen / Window;
        _margin += margin / Window;
        if (++_count < Window)
            return;
        if (!_told && _chosen < 0 && _before is { } before && _margin > before)
            Tell();
        _before = _margin;
        (_count, _chosen, _margin) = (0, 0, 0);
    }

    private void Tell()
    {
        _told = true;
        diagnostics.Report(Diagnostic.Warning(Codes.RewardsFall, string.Create(
            CultureInfo.InvariantCulture,
            $"The margin between better and worse answers grows (to {_margin:0.###}), but better answers become less likely as well (rewards/chosen {_chosen:0.###}). Lower learning_rate, raise beta, or add the loss 'sft' (loss_type: [sigmoid, sft]).")));
    }
}
