using SynthTrain.Core.Hashing;
using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Rows;

/// <summary>Computes rows' content keys: stage, code version, the plan's parts, teacher and force epoch once; id and canonical JSON for each row.</summary>
internal sealed class RowKeys
{
    private readonly byte[] _common;

    public RowKeys(RowPlan plan, StageContext context, RowRunnerOptions options)
    {
        using var builder = new KeyBuilder();
        builder.Add("row 1");
        builder.Add(context.Request.Stage);
        builder.Add(context.Request.CodeVersion);
        builder.Add(plan.KeyParts.Count);
        foreach (var part in plan.KeyParts)
            builder.Add(part);
        builder.Add(context.Teacher?.KeyParameters() ?? []);
        builder.Add(options.TeacherIdentity);
        builder.Add(options.ForceEpoch);
        _common = builder.ToHash();
    }

    /// <summary>The key of one row.</summary>
    public UInt128 Of(in SourceRow row, KeyBuilder builder)
    {
        builder.Clear();
        builder.Add(_common);
        builder.Add(row.Id);
        builder.AddJson(row.Json);
        if (row.Beside is { } beside)
            builder.Add(beside);
        return builder.ToKey();
    }
}
