using System.CommandLine;
using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Worker.Channels;

namespace SynthTrain.Worker.Commands;

/// <summary><c>synthtrain run</c>: executes one stage.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var stage = new Argument<string?>("stage") { Description = "The stage, such as drafts.", Arity = ArgumentArity.ZeroOrOne };
        var project = ProjectOption.Create();
        var run = new Option<string>("--run") { Description = "The run: main, sample, or a name.", DefaultValueFactory = _ => "main" };
        var request = new Option<FileInfo?>("--request") { Description = "A request file, instead of project, run and stage." };
        var protocol = new Option<string>("--protocol") { Description = "text for people, ndjson for a build.", DefaultValueFactory = _ => "text" };
        protocol.AcceptOnlyFromAmong("text", "ndjson");
        var force = new Option<bool>("--force") { Description = "Make the result anew, asking every request again." };
        var adopt = new Option<bool>("--adopt") { Description = "Take the files that stand at the outputs as the result." };
        var retry = new Option<bool>("--retry-rejected") { Description = "Ask rejected rows again." };
        var ci = new Option<bool>("--ci") { Description = "Leave the lockfile as it is, and fail when the result is another than it pins." };
        var command = new Command("run", "Run one stage as the last build asked for it.") { stage, project, run, request, protocol, force, adopt, retry, ci };
        command.SetAction(async result =>
        {
            var path = result.GetValue(request)?.FullName
                ?? (result.GetValue(stage) is { } name ? ProjectRequests.PathOf(result.GetValue(project)!.FullName, result.GetValue(run)!, name) : null);
            if (path is null)
            {
                await Console.Error.WriteLineAsync("Name a stage, such as 'synthtrain run drafts --project samples/PocketGuide', or give --request. 'synthtrain run --help' lists the options.");
                return ExitCodes.Failed;
            }

            var options = new ExecuteOptions
            {
                Force = result.GetValue(force),
                Adopt = result.GetValue(adopt),
                RetryRejected = result.GetValue(retry),
                Ci = result.GetValue(ci),
            };
            return result.GetValue(protocol) == "ndjson" ? await UnderBuildAsync(path, options) : await ByHandAsync(path, options);
        });
        return command;
    }

    private static async Task<int> UnderBuildAsync(string requestPath, ExecuteOptions options)
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        using var shutdown = Shutdown.UnderBuild(input);
        var channel = new NdjsonChannel(output, TimeProvider.System);
        channel.Hello();
        return await new StageRun(channel, shutdown).RunAsync(() => Read(requestPath), options);
    }

    private static async Task<int> ByHandAsync(string requestPath, ExecuteOptions options)
    {
        using var shutdown = Shutdown.ByHand();
        var channel = new ConsoleChannel(Console.Out, Console.Error, TimeProvider.System);
        return await new StageRun(channel, shutdown).RunAsync(() => Read(requestPath), options);
    }

    private static StageRequest Read(string path) => StageRequestFile.Read(new PhysicalFileSystem(), path);
}
