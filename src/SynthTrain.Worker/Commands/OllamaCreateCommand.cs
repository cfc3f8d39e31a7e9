using System.ComponentModel;
using System.CommandLine;
using System.Diagnostics;
using System.Text;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Models;
using SynthTrain.Models.Ollama;

namespace SynthTrain.Worker.Commands;

/// <summary><c>synthtrain ollama-create</c>: runs <c>ollama create</c> on an exported folder, when the program is there.</summary>
internal static class OllamaCreateCommand
{
    public static Command Create()
    {
        var project = ProjectOption.Create();
        var protocol = ProtocolOption.Create();
        var name = new Option<string>("--name") { Description = "The model's name in Ollama.", Required = true };
        var folder = new Option<string>("--folder") { Description = "The folder with the Modelfile.", Required = true };
        var stamp = new Option<string?>("--stamp") { Description = "The file that is written when Ollama has the model, and only then." };
        var command = new Command("ollama-create", "Tell Ollama about an exported folder.") { project, protocol, name, folder, stamp };
        command.SetAction(result => ProtocolOption.RunAsync(
            result.GetValue(protocol)!,
            result.GetValue(project)!.FullName,
            context => RunAsync(context, result.GetValue(name)!, result.GetValue(folder)!, result.GetValue(stamp))));
        return command;
    }

    private static async Task<string> RunAsync(VerbContext context, string name, string folder, string? stamp)
    {
        var layout = new ProjectLayout(context.Project);
        try
        {
            if (!await new OllamaProgram(StartAsync).CreateAsync(name, layout.Absolute(folder.Replace('\\', '/')), context.Drain))
            {
                context.Channel.Report(Diagnostic.Warning(Codes.OllamaFailed, $"There is no program 'ollama' on the path, so '{name}' was not made; run it by hand: 'ollama create {name} -f Modelfile' in '{folder}'. The next build tries again."));
                return $"'{name}' was not made: no program 'ollama'";
            }
        }
        catch (ModelException e)
        {
            throw new SynthException(Diagnostic.Error(e.Code, e.Message, e.File, e.Line, e.Column), e);
        }

        if (stamp is not null)
        {
            using var file = context.Files.Create(layout.Absolute(stamp.Replace('\\', '/')));
            file.Write(Encoding.UTF8.GetBytes(name + "\n"));
        }

        return $"'{name}' is a model of ollama now";
    }

    private static async Task<OllamaProcess?> StartAsync(string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancellation)
    {
        if (OllamaProgram.Find(Environment.GetEnvironmentVariable("PATH")) is not { } file)
            return null;
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        using var process = Start(start);
        process.StandardInput.Close();
        await using var kill = cancellation.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await output;
        await process.WaitForExitAsync(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        return new OllamaProcess(process.ExitCode, error);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new ModelException(ModelFault.OllamaFailed, $"'{start.FileName}' could not be started: {e.Message}. Start it by hand to see more, or take it off the path.", inner: e);
        }
    }
}
