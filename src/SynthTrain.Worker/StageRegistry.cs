using System.Reflection;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Stages;

namespace SynthTrain.Worker;

/// <summary>Finds stages by their attribute, so that a new one needs no edit here.</summary>
internal sealed class StageRegistry(params IReadOnlyList<Assembly> assemblies)
{
    private readonly Dictionary<string, (Type Type, StageAttribute Attribute)> _stages = assemblies
        .SelectMany(assembly => assembly.GetTypes())
        .Select(type => (Type: type, Attribute: type.GetCustomAttribute<StageAttribute>()))
        .Where(stage => stage.Attribute is not null)
        .ToDictionary(stage => stage.Attribute!.Name, stage => (stage.Type, stage.Attribute!), StringComparer.Ordinal);

    /// <summary>A new instance of the stage that a request names: an <see cref="IStage"/> or a <see cref="Core.Rows.IRowStage"/>.</summary>
    /// <exception cref="SynthException"><see cref="Codes.StageMismatch"/>.</exception>
    public object Create(StageRequest request)
    {
        if (!_stages.TryGetValue(request.Stage, out var stage))
            throw new SynthException(Codes.StageMismatch, $"There is no stage '{request.Stage}'; there are {string.Join(", ", _stages.Keys.Order(StringComparer.Ordinal))}.");
        return stage.Attribute.CodeVersion == request.CodeVersion
            ? Activator.CreateInstance(stage.Type)!
            : throw new SynthException(Codes.StageMismatch, $"Stage '{request.Stage}' has code version {stage.Attribute.CodeVersion}, but its targets file says {request.CodeVersion}; SDK and worker come from different builds.");
    }
}
