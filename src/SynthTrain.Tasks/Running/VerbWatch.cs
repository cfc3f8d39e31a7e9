using Microsoft.Build.Framework;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Spending;
using SynthTrain.Core.Stages;

namespace SynthTrain.Tasks.Running;

/// <summary>Knows at the end of a build whether a verb came to its end: then the money that its stages spent counts no more.</summary>
/// <remarks>A build that is killed never gets here; one that failed or was interrupted has stages that were expected and are not done.</remarks>
internal sealed class VerbWatch(string projectDirectory) : IDisposable, IDiagnosticSink
{
    private static readonly Lock Registering = new();

    private readonly Lock _gate = new();
    private readonly HashSet<string> _expected = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _done = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _wouldChange = new(StringComparer.Ordinal);
    private string _run = "";

    /// <summary>The watch of one run of one project in this build; null where there is no build.</summary>
    public static VerbWatch? Of(IBuildEngine? engine, string projectDirectory, string stateDirectory)
    {
        if (engine is not IBuildEngine4 registry)
            return null;
        var key = "SynthTrain.VerbWatch " + Path.GetFullPath(stateDirectory, projectDirectory);
        lock (Registering)
        {
            if (registry.GetRegisteredTaskObject(key, RegisteredTaskObjectLifetime.Build) is VerbWatch standing)
                return standing;
            var watch = new VerbWatch(projectDirectory);
            registry.RegisterTaskObject(key, watch, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
            return watch;
        }
    }

    /// <summary>Names stages that the verb is not complete without.</summary>
    public void Expect(string run, IEnumerable<string> stages)
    {
        lock (_gate)
        {
            _run = run;
            _expected.UnionWith(stages);
        }
    }

    /// <summary>A stage is current, or was made without an error.</summary>
    public void Done(string stage)
    {
        lock (_gate)
            _done.Add(stage);
    }

    /// <summary>In a dry run: rows that the first stage reads that would run.</summary>
    public long Rows { get; private set; }

    /// <summary>In a dry run: whether a stage's inputs are what they will be.</summary>
    public bool IsSettled(StageRequest request)
    {
        lock (_gate)
            return !request.Inputs.Any(input => _wouldChange.Contains(input.Path));
    }

    /// <summary>In a dry run: a stage would run.</summary>
    public void WouldRun(StageRequest request, long rows)
    {
        lock (_gate)
        {
            _wouldChange.UnionWith(request.Outputs.Select(output => output.Path));
            Rows = rows;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_expected.Count > 0 && _expected.IsSubsetOf(_done))
                Complete();
        }
    }

    /// <summary>Nobody listens at the end of a build.</summary>
    public void Report(Diagnostic diagnostic)
    {
    }

    private void Complete()
    {
        try
        {
            using var ledger = new SpendLedger(new PhysicalFileSystem(), new ProjectLayout(projectDirectory), this);
            ledger.Complete(_run, [.. _done]);
        }
        catch (SynthException)
        {
            // The count goes on, and the limit is reached sooner: nothing that is paid for is forgotten.
        }
    }
}
