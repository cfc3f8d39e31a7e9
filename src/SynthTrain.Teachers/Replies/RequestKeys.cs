using SynthTrain.Core.Hashing;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Offline;

namespace SynthTrain.Teachers.Replies;

/// <summary>Computes the reply cache's keys: everything of a request that shapes its answer.</summary>
/// <remarks>
/// Provider, models, parameters and system prompt; every message; response schema; sample, attempt and force epoch.
/// For the offline teacher also what only its rules see: task, source and the rule's version. Row id and latency are in no key.
/// </remarks>
/// <param name="rules">The offline teacher's rules.</param>
/// <param name="forceEpoch">How often the stage was forced.</param>
public sealed class RequestKeys(OfflineRules rules, int forceEpoch)
{
    private Tuple<TeacherDefinition, byte[]>? _last;

    /// <summary>The key of one request.</summary>
    public UInt128 Of(TeacherRequest request)
    {
        using var builder = new KeyBuilder();
        builder.Add(DefinitionHash(request.Teacher));
        builder.Add(request.Messages.Count);
        foreach (var message in request.Messages)
        {
            builder.Add(message.Role);
            builder.Add(message.Content);
        }

        builder.Add(request.ResponseSchema);
        builder.Add(request.Sample);
        builder.Add(request.Attempt);
        if (request.Teacher.Provider == TeacherDefinition.OfflineProvider)
        {
            builder.Add(request.Task);
            builder.Add(rules.Version(request.Task));
            if (request.Source is { } source)
                builder.AddJson(source);
        }

        return builder.ToKey();
    }

    // A stage asks one teacher nearly always, so the last definition is the next one.
    private byte[] DefinitionHash(TeacherDefinition definition)
    {
        if (_last is { } last && ReferenceEquals(last.Item1, definition))
            return last.Item2;
        using var builder = new KeyBuilder();
        builder.Add("reply 1");
        builder.Add(forceEpoch);
        builder.Add(definition.KeyParameters());
        var hash = builder.ToHash();
        _last = Tuple.Create(definition, hash);
        return hash;
    }
}
