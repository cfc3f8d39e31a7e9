using System.Globalization;
using SynthTrain.Core.Configuration;
using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Training.Configuration;

/// <summary>Reads <c>sft_config.yaml</c>, <c>train_lora.yaml</c> and <c>dpo_config.yaml</c>; keys have the names that the option records give.</summary>
/// <remarks>A key that is not known is an error; all faults of a file and of the overrides are thrown together.</remarks>
public static class TrainingConfigReader
{
    private static readonly string[] s_parts = ["assistant", "completion", "all"];
    private static readonly string[] s_overlong = ["fail", "drop", "truncate"];

    /// <summary>Reads a configuration of supervised fine-tuning.</summary>
    /// <exception cref="SynthException"><see cref="Codes.TrainingConfig"/> with every fault, or what <see cref="YamlFile.Load"/> throws.</exception>
    public static SftConfiguration ReadSft(TrainingConfigSource source)
    {
        var keys = Open(source);
        var name = BaseName(keys, source, "a model folder, a GGUF file, a hub id such as 'owner/name', or 'scratch'");
        var defaults = new SftOptions { Base = name };
        var options = new SftOptions
        {
            Base = name,
            Run = Seeded(RunReader.Read(keys, defaults.Run), source),
            Lora = LoraReader.Read(keys),
            Scratch = ScratchReader.Read(keys, name),
            Template = ScratchReader.Template(keys),
            MaxLength = keys.Whole(defaults.MaxLength, new(2, 1 << 24), "data.max_seq_length", "data.max_length", "training.max_seq_length", "training.max_length"),
            Overlong = Overlong(keys),
            Packing = keys.Flag("data.packing", "training.packing") ?? false,
            PackingStrategy = Enum.Parse<PackingStrategy>(keys.Choice("bfd", ["bfd", "bfd_split", "wrapped"], "data.packing_strategy").Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
            TrainOn = Enum.Parse<TrainedPart>(keys.Choice("assistant", s_parts, "data.train_on"), ignoreCase: true),
        };
        if (options.Lora is not null && options.Scratch is not null)
            keys.Fault(keys.Find("training.use_lora"), "'training.use_lora' is true and the model is 'scratch': an adapter to random weights that never learn is of no use; set 'training.use_lora: false' or name a base model.");
        if (!options.Packing && keys.Find("data.packing_strategy") is { } strategy)
            keys.Fault(strategy, "'data.packing_strategy' says how rows are packed, and 'data.packing' is not true; set it or leave the strategy out.");
        var paths = Paths(keys);
        keys.Finish();
        return new(options, paths, Notes(options.Run, options.Lora, source));
    }

    /// <summary>Reads a configuration of preference optimisation.</summary>
    /// <exception cref="SynthException"><see cref="Codes.TrainingConfig"/> with every fault, or what <see cref="YamlFile.Load"/> throws.</exception>
    public static DpoConfiguration ReadDpo(TrainingConfigSource source)
    {
        var keys = Open(source);
        var name = BaseName(keys, source, "the folder of the fine-tuned model");
        var options = DpoReader.Read(keys, new DpoOptions { Base = name }) with { Overlong = Overlong(keys), Lora = LoraReader.Read(keys) };
        options = options with { Run = Seeded(options.Run, source) };
        var paths = Paths(keys);
        keys.Finish();
        return new(options, paths, []);
    }

    private static ConfigKeys Open(TrainingConfigSource source)
    {
        if (source.Path is null)
            return new(null, source.Overrides);
        var files = source.Files ?? throw new ArgumentException("a path needs a file system", nameof(source));
        return new(YamlFile.Load(files, source.Path, source.Display ?? source.Path, Codes.TrainingConfig), source.Overrides);
    }

    private static string BaseName(ConfigKeys keys, TrainingConfigSource source, string allowed)
    {
        var written = keys.Text("model.name");
        if (!string.IsNullOrEmpty(source.Base))
            return source.Base;
        if (written is null && !keys.Has("model.name"))
            keys.Fault(null, $"'model.name' is missing; give {allowed}.");
        return written ?? "";
    }

    private static RunOptions Seeded(RunOptions run, TrainingConfigSource source) => source.Seed is { } seed ? run with { Seed = seed } : run;

    private static OverlongPolicy Overlong(ConfigKeys keys) => Enum.Parse<OverlongPolicy>(keys.Choice("fail", s_overlong, "data.overlong"), ignoreCase: true);

    private static TrainingPaths Paths(ConfigKeys keys) => new(
        keys.Text("data.train_file", "data.train_path"),
        keys.Text("data.validation_file", "data.val_path", "data.validation_path", "data.val_file"),
        keys.Text("data.preference_file", "data.preference_path"),
        keys.Text("training.output_dir"));

    /// <summary>Adapters are mostly taught at 1e-4 to 3e-4, ten times the rate of whole models [TRL's and axolotl's documentation].</summary>
    private static Diagnostic[] Notes(RunOptions run, LoraOptions? lora, TrainingConfigSource source) => lora is null || run.LearningRate >= 5e-5
        ? []
        : [Diagnostic.Info(Codes.TrainingConfig, string.Create(CultureInfo.InvariantCulture, $"'training.learning_rate' is {run.LearningRate:g}, low for an adapter: usual are 1e-4 to 3e-4. If the loss hardly falls, raise it."), source.Display ?? source.Path)];
}
