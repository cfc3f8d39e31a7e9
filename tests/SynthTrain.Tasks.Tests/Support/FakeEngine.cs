using System.Collections;
using System.Collections.Concurrent;
using Microsoft.Build.Framework;

namespace SynthTrain.Tasks.Tests.Support;

/// <summary>A build that remembers what was logged, and on which thread.</summary>
internal sealed class FakeEngine : IBuildEngine4
{
    private readonly ConcurrentDictionary<object, object> _objects = new();

    public List<BuildErrorEventArgs> Errors { get; } = [];

    public List<BuildWarningEventArgs> Warnings { get; } = [];

    public List<BuildMessageEventArgs> Messages { get; } = [];

    public HashSet<int> Threads { get; } = [];

    public IEnumerable<string> Lines => Messages.Where(message => message.Importance == MessageImportance.High).Select(message => message.Message!);

    public bool ContinueOnError => false;

    public int LineNumberOfTaskNode => 1;

    public int ColumnNumberOfTaskNode => 1;

    public string ProjectFileOfTaskNode => "/sdk/Stage.targets";

    public bool IsRunningMultipleNodes => false;

    public void LogErrorEvent(BuildErrorEventArgs e) => Keep(Errors, e);

    public void LogWarningEvent(BuildWarningEventArgs e) => Keep(Warnings, e);

    public void LogMessageEvent(BuildMessageEventArgs e) => Keep(Messages, e);

    public void LogCustomEvent(CustomBuildEventArgs e)
    {
    }

    public object GetRegisteredTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => _objects.GetValueOrDefault(key)!;

    public void RegisterTaskObject(object key, object obj, RegisteredTaskObjectLifetime lifetime, bool allowEarlyCollection) => _objects[key] = obj;

    public object UnregisterTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => _objects.TryRemove(key, out var value) ? value : null!;

    /// <summary>What MSBuild does when the build ends.</summary>
    public void End()
    {
        foreach (var registered in _objects.Values.OfType<IDisposable>())
            registered.Dispose();
    }

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) => throw new NotSupportedException();

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs, string toolsVersion) => throw new NotSupportedException();

    public bool BuildProjectFilesInParallel(string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IDictionary[] targetOutputsPerProject, string[] toolsVersion, bool useResultsCache, bool unloadProjectsOnCompletion) => throw new NotSupportedException();

    public BuildEngineResult BuildProjectFilesInParallel(string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IList<string>[] removeGlobalProperties, string[] toolsVersion, bool returnTargetOutputs) => throw new NotSupportedException();

    public void Yield()
    {
    }

    public void Reacquire()
    {
    }

    private void Keep<T>(List<T> kept, T e)
    {
        lock (_objects)
        {
            Threads.Add(Environment.CurrentManagedThreadId);
            kept.Add(e);
        }
    }
}
