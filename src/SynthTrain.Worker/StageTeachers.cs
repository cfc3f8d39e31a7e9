using System.Reflection;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Teachers;
using SynthTrain.Teachers.Limits;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Resilience;
using SynthTrain.Teachers.Secrets;
using SynthTrain.Worker.Loading;

namespace SynthTrain.Worker;

/// <summary>What a stage's teacher is made with.</summary>
/// <param name="Files">The file system.</param>
/// <param name="Time">The clock.</param>
/// <param name="Diagnostics">Where warnings go.</param>
/// <param name="Keys">The project's keys.</param>
internal sealed record StageTeachers(IFileSystem Files, TimeProvider Time, IDiagnosticSink Diagnostics, KeyRing Keys)
{
    private const string TeacherLogSetting = "teacher_log";
    private const string RecordingsSetting = "recordings";

    /// <summary>The stages that are shipped.</summary>
    public static Assembly Stages { get; } = Assembly.Load("SynthTrain.Stages");

    /// <summary>The chain's options for one stage, without money.</summary>
    public TeacherChainOptions Options(StageContext context, int epoch)
    {
        var log = context.Options.Text(TeacherLogSetting);
        var recordings = context.Options.Text(RecordingsSetting);
        return new TeacherChainOptions
        {
            Teacher = context.Teacher!,
            Files = Files,
            Time = Time,
            Diagnostics = Diagnostics,
            ReplyDirectory = new ProjectLayout(context.Request.ProjectDirectory).Replies,
            Recordings = recordings is null ? null : Path.GetFullPath(recordings.Replace('\\', '/'), context.Request.ProjectDirectory),
            RecordingsDisplay = recordings ?? "",
            Services = new ProviderServices(Keys, Time, Plugins: new UserAssemblies(context.Inputs(StageFile.Assembly)).Create),
            Concurrency = context.Options.Int(RowDefaults.ConcurrencyOption, RowDefaults.Concurrency, 1, RowDefaults.MaxConcurrency),
            LimitsDirectory = LimiterOptions.UserDirectory,
            Randomizer = new Jitter(Environment.ProcessId).Next,
            RuleAssemblies = [Stages],
            LogFile = log is null ? null : Path.GetFullPath(log, context.Request.ProjectDirectory),
            ForceEpoch = epoch,
        };
    }
}
