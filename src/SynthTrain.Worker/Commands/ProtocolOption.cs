using System.CommandLine;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Teachers.Secrets;
using SynthTrain.Worker.Channels;

namespace SynthTrain.Worker.Commands;

/// <summary>What the small verbs share: who listens, and how faults reach them.</summary>
internal static class ProtocolOption
{
    public static Option<string> Create()
    {
        var protocol = new Option<string>("--protocol") { Description = "text for people, ndjson for a build.", DefaultValueFactory = _ => "text" };
        protocol.AcceptOnlyFromAmong("text", "ndjson");
        return protocol;
    }

    /// <summary>Does a verb's work; what it returns is the result's line.</summary>
    public static async Task<int> RunAsync(string protocol, string project, Func<VerbContext, Task<string>> work)
    {
        var files = new PhysicalFileSystem();
        var keys = ProjectKeys.Of(files, () => project);
        using var output = Console.OpenStandardOutput();
        using var input = Console.OpenStandardInput();
        using var shutdown = protocol == "ndjson" ? Shutdown.UnderBuild(input) : Shutdown.ByHand();
        var channel = new ScrubbingChannel(protocol == "ndjson" ? new NdjsonChannel(output, TimeProvider.System) : new ConsoleChannel(Console.Out, Console.Error, TimeProvider.System), keys);
        try
        {
            channel.Result("complete", await work(new VerbContext(files, project, channel, keys, shutdown.Drain)));
            return ExitCodes.Done;
        }
        catch (SynthException e)
        {
            foreach (var diagnostic in e.Diagnostics)
                channel.Report(diagnostic);
            channel.Result("failed", e.Diagnostics[0].Message);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (shutdown.Drain.IsCancellationRequested)
        {
            channel.Report(Diagnostic.Error(Codes.Interrupted, "The verb was interrupted."));
            channel.Result("interrupted", "interrupted");
            return ExitCodes.Interrupted;
        }
        catch (Exception e)
        {
            channel.Report(Faults.Internal(e));
            channel.Result("failed", e.Message);
            return ExitCodes.Failed;
        }
    }
}
