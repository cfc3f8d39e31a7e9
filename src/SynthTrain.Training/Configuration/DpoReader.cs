namespace SynthTrain.Training.Configuration;

/// <summary>Reads what preference optimisation adds to a run, under TRL's names.</summary>
internal static class DpoReader
{
    private static readonly string[] s_losses = ["sigmoid", "hinge", "ipo", "robust", "sft"];

    public static DpoOptions Read(ConfigKeys keys, DpoOptions defaults)
    {
        var losses = keys.Items(defaults.LossTypes, "training.loss_type");
        foreach (var unknown in losses.Where(loss => !s_losses.Contains(loss)))
            keys.Fault(keys.Find("training.loss_type"), $"'training.loss_type' has '{unknown}'; allowed is one or several of {string.Join(", ", s_losses)}.");
        var options = defaults with
        {
            Run = RunReader.Read(keys, defaults.Run),
            Beta = keys.Number(defaults.Beta, new(0, 1000) { Above = true }, "training.beta"),
            LossTypes = losses,
            LossWeights = Weights(keys, losses.Count),
            LabelSmoothing = keys.Number(0, new(0, 0.5) { Below = true }, "training.label_smoothing"),
            MaxLength = keys.Whole(defaults.MaxLength, new(2, 1 << 24), "training.max_length", "data.max_length", "data.max_seq_length", "training.max_seq_length"),
        };
        if (options.LabelSmoothing > 0 && !losses.Contains("robust"))
            keys.Fault(keys.Find("training.label_smoothing"), $"'training.label_smoothing' is used by the loss 'robust' alone, and 'training.loss_type' is {string.Join(", ", losses)}; add 'robust' or leave the smoothing out.");
        return options;
    }

    private static double[] Weights(ConfigKeys keys, int losses)
    {
        var texts = keys.Items([], "training.loss_weights");
        var weights = new List<double>();
        foreach (var text in texts)
        {
            if (double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var weight) && weight is >= 0 and <= 1000)
                weights.Add(weight);
        }

        if (weights.Count != texts.Count || (texts.Count > 0 && texts.Count != losses))
            keys.Fault(keys.Find("training.loss_weights"), $"'training.loss_weights' is [{string.Join(", ", texts)}]; allowed is one number from 0 to 1000 for each of the {losses} losses in 'training.loss_type'.");
        return [.. weights];
    }
}
