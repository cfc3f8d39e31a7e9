using System.CommandLine;
using System.Globalization;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Money;
using SynthTrain.Teachers.Providers;
using SynthTrain.Worker.Forecasting;

namespace SynthTrain.Worker.Commands;

/// <summary><c>synthtrain forecast</c>: what stages would ask, how many tokens, for how much. Sends nothing and writes nothing.</summary>
internal static class ForecastCommand
{
    private const int Shown = 20;

    public static Command Create()
    {
        var project = ProjectOption.Create();
        var protocol = ProtocolOption.Create();
        var requests = new Option<FileInfo[]>("--request") { Description = "Request files, in the order of the stages.", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = true, Required = true };
        var force = new Option<string[]>("--force") { Description = "Stages to make anew.", AllowMultipleArgumentsPerToken = true };
        var retry = new Option<bool>("--retry-rejected") { Description = "Rejected rows are asked again." };
        var rows = new Option<long?>("--rows") { Description = "Rows that the first stage will read, when they are not there yet." };
        var list = new Option<bool>("--list") { Description = "List the requests." };
        var gate = new Option<bool>("--gate") { Description = "Fail when the requests need a key that is not there, or a confirmation." };
        var command = new Command("forecast", "Say what stages would ask, how many tokens and for how much; send nothing, write nothing.") { project, protocol, requests, force, retry, rows, list, gate };
        command.SetAction(result =>
        {
            var options = new VerbForecastOptions { Force = result.GetValue(force) ?? [], RetryRejected = result.GetValue(retry), Rows = result.GetValue(rows) };
            var paths = (result.GetValue(requests) ?? []).Select(file => file.FullName).ToList();
            return ProtocolOption.RunAsync(result.GetValue(protocol)!, result.GetValue(project)!.FullName, context => ForecastAsync(context, paths, options, (result.GetValue(list), result.GetValue(gate))));
        });
        return command;
    }

    private static async Task<string> ForecastAsync(VerbContext context, IReadOnlyList<string> paths, VerbForecastOptions options, (bool List, bool Gate) mode)
    {
        var verb = new VerbForecast(context.Files, new StageForecaster(context.Files, TimeProvider.System, context.Keys), options);
        var forecasts = new List<StageForecast>();
        var stages = paths.Select(path => StageRequestFile.Read(context.Files, path)).ToList();
        foreach (var stage in stages)
        {
            var list = new CallList(context, stage.Stage, mode.List ? Shown : 0);
            if (await verb.NextAsync(stage, list.Note, context.Drain) is not { } forecast)
            {
                if (mode.List)
                    context.Channel.Text($"{stage.Stage}: no call");
                continue;
            }

            forecasts.Add(forecast);
            list.End(forecast.Calls);
            if (!mode.Gate)
                context.Channel.Text(ForecastText.Of(forecast));
        }

        if (mode.Gate)
            Check(context, stages[0], forecasts);
        return Sum(forecasts);
    }

    private static void Check(VerbContext context, StageRequest first, List<StageForecast> forecasts)
    {
        foreach (var teacher in forecasts.Where(forecast => forecast.Calls > 0).Select(forecast => forecast.Teacher!).Where(teacher => teacher is { IsModel: true, Replay: false, Plugin: null }))
        {
            // Missing keys and endpoints are told now, not after the stages before.
            foreach (var model in teacher.Models)
                ProviderFactory.Create(teacher, model, new ProviderServices(context.Keys, TimeProvider.System));
        }

        ConfirmationGate.Of(new StageOptions(first)).Check(forecasts);
    }

    private static string Sum(List<StageForecast> forecasts)
    {
        var paid = forecasts.Where(forecast => forecast is { IsPaid: true, Calls: > 0 }).ToList();
        var calls = forecasts.Sum(forecast => forecast.Calls);
        return paid.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{calls} calls, none of them paid")
            : string.Create(CultureInfo.InvariantCulture, $"{(paid.TrueForAll(forecast => forecast.IsExact) ? "" : "at most ")}{calls} calls, {ForecastText.Money(paid)}");
    }

    // The first ones for the reader, all of them for the log.
    private sealed class CallList(VerbContext context, string stage, int shown)
    {
        private int _count;

        public void Note(RehearsedCall call)
        {
            if (shown == 0)
                return;
            if (++_count <= shown)
                context.Channel.Text(ForecastText.Of(stage, call));
            else
                context.Channel.Detail(ForecastText.Of(stage, call));
        }

        public void End(long calls)
        {
            if (_count > shown && shown > 0)
                context.Channel.Text(string.Create(CultureInfo.InvariantCulture, $"  {stage}: and {calls - shown} more calls (the binary log and -v:d list them)"));
        }
    }
}
