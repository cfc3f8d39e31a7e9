using F = TorchSharp.torch.nn.functional;

namespace SynthTrain.Training.Preferences;

/// <summary>The losses of preferences by TRL's names [TRL 1.16 trainer/dpo_trainer.py]. Each gives one value a pair.</summary>
/// <remarks><c>sigmoid</c> does not look at label smoothing; <c>ipo</c> and <c>sigmoid_norm</c> divide each log-ratio by its answer's tokens; <c>sft</c> is one mean over all chosen tokens of the batch, the same for each pair.</remarks>
internal static class PreferenceLosses
{
    private static readonly Dictionary<string, Func<PairScores, LossShape, Tensor>> s_losses = new(StringComparer.Ordinal)
    {
        // Rafailov et al., 2023.
        ["sigmoid"] = (scores, shape) => -F.logsigmoid(Margin(scores) * shape.Beta),
        // Zhao et al., "SLiC-HF", 2023.
        ["hinge"] = (scores, shape) => (1 - Margin(scores) * shape.Beta).relu(),
        // Azar et al., 2023; the mean over tokens keeps long answers from weighing more.
        ["ipo"] = (scores, shape) => (NormedMargin(scores) - 1 / (2 * shape.Beta)).pow(2),
        // Chowdhury et al., 2024.
        ["robust"] = Robust,
        ["sft"] = (scores, _) => (-scores.Chosen.sum() / scores.ChosenTokens.sum()).expand(scores.Chosen.shape),
        ["sigmoid_norm"] = (scores, shape) => -F.logsigmoid(NormedMargin(scores) * shape.Beta),
        // D'Oosterlinck et al., "APO", 2024.
        ["apo_zero"] = (scores, shape) => 1 - (scores.ChosenRatio * shape.Beta).sigmoid() + (scores.RejectedRatio * shape.Beta).sigmoid(),
        ["apo_down"] = (scores, shape) => (scores.ChosenRatio * shape.Beta).sigmoid() + 1 - (Margin(scores) * shape.Beta).sigmoid(),
        // Jung et al., 2024, without its running mean.
        ["bco_pair"] = (scores, shape) => -F.logsigmoid(scores.ChosenRatio * shape.Beta) - F.logsigmoid(scores.RejectedRatio * -shape.Beta),
        // Chen et al., 2024.
        ["nca_pair"] = (scores, shape) => -F.logsigmoid(scores.ChosenRatio * shape.Beta) - F.logsigmoid(scores.ChosenRatio * -shape.Beta) * 0.5 - F.logsigmoid(scores.RejectedRatio * -shape.Beta) * 0.5,
        // Wu et al., 2024, with hard labels.
        ["sppo_hard"] = (scores, shape) => (scores.ChosenRatio - 0.5 / shape.Beta).pow(2) + (scores.RejectedRatio + 0.5 / shape.Beta).pow(2),
        // Ji et al., 2024.
        ["exo_pair"] = Exo,
    };

    /// <summary>The names, in the order of the docs.</summary>
    public static IReadOnlyCollection<string> Names => s_losses.Keys;

    /// <summary>One loss, one value a pair.</summary>
    public static Tensor Of(string name, PairScores scores, LossShape shape) => s_losses[name](scores, shape);

    private static Tensor Margin(PairScores scores) => scores.ChosenRatio - scores.RejectedRatio;

    private static Tensor NormedMargin(PairScores scores) => scores.ChosenRatio / scores.ChosenTokens - scores.RejectedRatio / scores.RejectedTokens;

    private static Tensor Robust(PairScores scores, LossShape shape)
    {
        var margin = Margin(scores) * shape.Beta;
        var (right, flipped) = (F.logsigmoid(margin) * (shape.Smoothing - 1), F.logsigmoid(-margin) * shape.Smoothing);
        return (right + flipped) / (1 - 2 * shape.Smoothing);
    }

    private static Tensor Exo(PairScores scores, LossShape shape)
    {
        var margin = Margin(scores) * shape.Beta;
        var won = margin.sigmoid() * (F.logsigmoid(margin) - Math.Log(1 - shape.Smoothing));
        return won + (-margin).sigmoid() * (F.logsigmoid(-margin) - Math.Log(shape.Smoothing));
    }
}
