using System.ComponentModel;
using System.CommandLine;
using System.Diagnostics;
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
        var command = new Command("ollama-create", "Tell Ollama about an exported folder.") { project, protocol, name, folder };
        command.SetAction(result => ProtocolOption.RunAsync(
            result.GetValue(protocol)!,
            result.GetValue(project)!.FullName,
            context => RunAsync(context, result.GetValue(name)!, result.GetValue(folder)!)));
        return command;
    }

    private static async Task<string> RunAsync(VerbContext context, string name, string folder)
    {
        var path = new ProjectLayout(context.Project).Absolute(folder.Replace('\\', '/'));
        try
        {
            return await new OllamaProgram(StartAsync).CreateAsync(name, path, context.Drain)
                ? $"'{name}' is a model of ollama now"
                : throw new SynthException(Codes.OllamaFailed, $"There is no program 'ollama' on the path, so '{name}' was not made. Install it, or run 'ollama create {name} -f Modelfile' in '{folder}' where it is.");
        }
        catch (ModelException e)
        {
            throw new SynthException(Diagnostic.Error(e.Code, e.Message, e.File, e.Line, e.Column), e);
        }
    }

    private static async Task<OllamaProcess?> StartAsync(string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            await using var kill = cancellation.Register(() => process.Kill(entireProcessTree: true));
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var error = await process.StandardError.ReadToEndAsync(CancellationToken.None);
            await output;
            await process.WaitForExitAsync(CancellationToken.None);
            cancellation.ThrowIfCancellationRequested();
            return new OllamaProcess(process.ExitCode, error);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
