using System.CommandLine;
using SynthTrain.Core.Stages;
using SynthTrain.Training.Runs.Estimates;
using SynthTrain.Worker.Estimating;
using SynthTrain.Worker.Forecasting;

namespace SynthTrain.Worker.Commands;

/// <summary><c>synthtrain estimate</c>: what stages will take: work, resource, time, money. Sends nothing and writes nothing.</summary>
internal static class EstimateCommand
{
    public static Command Create()
    {
        var project = ProjectOption.Create();
        var protocol = ProtocolOption.Create();
        var requests = new Option<FileInfo[]>("--request") { Description = "Request files, in the order of the stages.", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = true, Required = true };
        var wanted = new Option<string[]>("--for") { Description = "The stages that are wanted; those that make what they read come with them. All without it.", AllowMultipleArgumentsPerToken = true };
        var force = new Option<string[]>("--force") { Description = "Stages to make anew.", AllowMultipleArgumentsPerToken = true };
        var retry = new Option<bool>("--retry-rejected") { Description = "Rejected rows are asked again." };
        var command = new Command("estimate", "Say what stages will take, about: work, resource, time and money; send nothing, write nothing.") { project, protocol, requests, wanted, force, retry };
        command.SetAction(result =>
        {
            var options = new VerbForecastOptions { Force = result.GetValue(force) ?? [], RetryRejected = result.GetValue(retry) };
            var paths = (result.GetValue(requests) ?? []).Select(file => file.FullName).ToList();
            return ProtocolOption.RunAsync(result.GetValue(protocol)!, result.GetValue(project)!.FullName, context => EstimateAsync(context, paths, result.GetValue(wanted) ?? [], options));
        });
        return command;
    }

    private static async Task<string> EstimateAsync(VerbContext context, IReadOnlyList<string> paths, string[] wanted, VerbForecastOptions options)
    {
        var all = paths.Select(path => StageRequestFile.Read(context.Files, path)).ToList();
        var stages = wanted.Length == 0 ? all : RunEstimator.Needed(all, wanted);
        var forecaster = new StageForecaster(context.Files, TimeProvider.System, context.Keys);
        var estimator = new RunEstimator(context.Files, stages, forecaster, new RunMachine(TimeProvider.System, new NvidiaProbe()), options);
        var estimates = new List<StageEstimate>();
        foreach (var stage in stages)
            estimates.Add(await estimator.NextAsync(stage, context.Drain));
        foreach (var line in EstimateTable.Of(all[0].Run, estimates))
            context.Channel.Text(line);
        return "nothing was sent or written";
    }
}
