using Microsoft.Build.Framework;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Tasks.Messages;
using SynthTrain.Tasks.Running;

namespace SynthTrain.Tasks;

/// <summary>The door of every task: guards against SIGTERM, turns each fault into one coded error, and never throws.</summary>
public abstract class SynthTask : Microsoft.Build.Utilities.Task
{
    /// <summary>The data project, absolute: tasks know no current directory.</summary>
    [Required]
    public string Project { get; set; } = "";

    /// <summary>The project's folder; every relative path starts there.</summary>
    internal string ProjectDirectory => Path.GetDirectoryName(Project)!;

    private protected TaskMessages Messages => field ??= new TaskMessages(Log, BuildEngine, Project);

    /// <inheritdoc/>
    public sealed override bool Execute()
    {
        try
        {
            SignalGuard.Stand(BuildEngine as IBuildEngine4);
            if (LoadedAssembly.IsOlderThanDisk)
                Messages.Report(LoadedAssembly.Outdated);
            else
                Perform();
        }
        catch (SynthException e)
        {
            foreach (var diagnostic in e.Diagnostics)
                Messages.Report(diagnostic);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Messages.Report(Diagnostic.Error(Codes.CannotWrite, $"{GetType().Name} cannot go on: {e.Message} Make room or grant access, then build again."));
        }
        catch (Exception e)
        {
            Messages.Report(Diagnostic.Error(Codes.Internal, $"{GetType().Name} failed: {e}"));
        }

        return !Log.HasLoggedErrors && !Failed;
    }

    /// <summary>Set to fail without an error of one's own, as a cancelled task does.</summary>
    private protected bool Failed { get; set; }

    private protected abstract void Perform();
}
