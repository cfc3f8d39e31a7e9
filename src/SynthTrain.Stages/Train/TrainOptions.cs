using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Train.DataChecks;
using SynthTrain.Stages.TrainingRuns;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Stages.Train;

/// <summary>What the project asks of <see cref="TrainStage"/>.</summary>
/// <param name="Training">What the YAML says, with the properties over it.</param>
/// <param name="Name">What the report is titled: the folder that the model goes into.</param>
/// <param name="HourPrice">US dollars of an hour (<c>SynthGpuHourPrice</c>); null prices nothing.</param>
/// <param name="Data">What becomes of leaked and repeated rows.</param>
internal sealed record TrainOptions(SftConfiguration Training, string Name, decimal? HourPrice, DataPolicy Data)
{
    /// <summary>The options of supervised fine-tuning.</summary>
    public SftOptions Sft => Training.Options;

    /// <summary>Reads parameters, settings and the configuration.</summary>
    /// <exception cref="SynthException"><see cref="Codes.TrainingConfig"/>, <see cref="Codes.BadOption"/>.</exception>
    public static TrainOptions From(StageContext context)
    {
        var config = context.Inputs("config") is [var path, ..] ? path : null;
        var training = TrainingConfigReader.ReadSft(new TrainingConfigSource
        {
            Files = context.Files,
            Path = config,
            Display = config is null ? null : context.Display(config),
            Overrides = context.Options.Text("set"),
            Base = context.Options.Text("base"),
            Seed = context.Options.Text("seed") is null ? null : context.Options.Int("seed", 0),
        });
        return new(training, Path.GetDirectoryName(context.Request.Outputs[0].Path)!.Replace('\\', '/'), TrainingDevice.HourPrice(context), DataPolicy.From(context.Options));
    }
}
