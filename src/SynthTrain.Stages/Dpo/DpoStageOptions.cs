using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.TrainingRuns;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Stages.Dpo;

/// <summary>What the project asks of <see cref="DpoStage"/>.</summary>
/// <param name="Training">What <c>dpo_config.yaml</c> says, with the properties over it.</param>
/// <param name="MinPairs">Below so many pairs nothing is trained (<c>SynthMinPairs</c>).</param>
/// <param name="HourPrice">US dollars of an hour (<c>SynthGpuHourPrice</c>); null prices nothing.</param>
internal sealed record DpoStageOptions(DpoConfiguration Training, int MinPairs, decimal? HourPrice)
{
    /// <summary>Reads parameters, settings and the configuration.</summary>
    /// <param name="context">The stage.</param>
    /// <param name="model">The name of the fine-tuned model's folder. It replaces the configuration's <c>model.name</c>: preferences are taught to the model of this project, wherever it lies.</param>
    /// <exception cref="SynthException"><see cref="Codes.TrainingConfig"/>, <see cref="Codes.BadOption"/>.</exception>
    public static DpoStageOptions From(StageContext context, string model)
    {
        var config = context.Inputs("config") is [var path, ..] ? path : null;
        var training = TrainingConfigReader.ReadDpo(new TrainingConfigSource
        {
            Files = context.Files,
            Path = config,
            Display = config is null ? null : context.Display(config),
            Overrides = context.Options.Text("set"),
            Base = model,
            Seed = context.Options.Text("seed") is null ? null : context.Options.Int("seed", 0),
        });
        DeclaredAdapter.Check(training.Options.Lora, context.Request.Outputs.Select(output => output.Role), config is null ? null : context.Display(config));
        return new(training, context.Options.Int("min_pairs", DpoDefaults.MinPairs, 0), TrainingDevice.HourPrice(context));
    }
}
