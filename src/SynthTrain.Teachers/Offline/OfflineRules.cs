using System.Globalization;
using System.Reflection;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Offline;

/// <summary>The rules of the offline teacher, by the task they answer.</summary>
public sealed class OfflineRules
{
    private readonly SortedDictionary<string, (IOfflineRule Rule, int Version)> _rules = new(StringComparer.Ordinal);

    /// <summary>Finds the classes that carry <see cref="OfflineRuleAttribute"/>.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadTeacher"/> when two answer one task.</exception>
    public OfflineRules(IEnumerable<Assembly> assemblies)
    {
        foreach (var type in assemblies.Distinct().SelectMany(assembly => assembly.GetTypes()))
        {
            if (type.GetCustomAttribute<OfflineRuleAttribute>() is { } mark)
                Add(type, mark);
        }
    }

    /// <summary>Every task with its rule's version: what shapes answers besides the requests.</summary>
    public string Identity => string.Join(';', _rules.Select(rule => string.Create(CultureInfo.InvariantCulture, $"{rule.Key}={rule.Value.Version}")));

    /// <summary>The version of a task's rule.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadTeacher"/> when there is none.</exception>
    public int Version(string task) => Find(task).Version;

    /// <summary>A task's rule.</summary>
    /// <exception cref="SynthException"><see cref="Codes.BadTeacher"/> when there is none.</exception>
    public IOfflineRule Rule(string task) => Find(task).Rule;

    private (IOfflineRule Rule, int Version) Find(string task) => _rules.TryGetValue(task, out var found)
        ? found
        : throw new SynthException(Codes.BadTeacher, $"The offline teacher has no rule for task '{task}'; it has rules for {(_rules.Count == 0 ? "none" : string.Join(", ", _rules.Keys))}. Name a teacher of another provider, or add a class with [OfflineRule(\"{task}\")].");

    private void Add(Type type, OfflineRuleAttribute mark)
    {
        if (_rules.TryGetValue(mark.Task, out var other))
            throw new SynthException(Codes.BadTeacher, $"Both '{other.Rule.GetType().FullName}' and '{type.FullName}' answer the offline task '{mark.Task}'; give one of them another task.");
        if (Activator.CreateInstance(type) is not IOfflineRule rule)
            throw new SynthException(Codes.BadTeacher, $"'{type.FullName}' carries [OfflineRule] and is no {nameof(IOfflineRule)}.");
        _rules.Add(mark.Task, (rule, mark.Version));
    }
}
