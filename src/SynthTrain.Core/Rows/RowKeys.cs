using SynthTrain.Core.Hashing;

namespace SynthTrain.Core.Rows;

/// <summary>Computes rows' content keys: stage, code version, the plan's parts, the teacher of a stage that asks, and force epoch once; id and canonical JSON for each row.</summary>
internal sealed class RowKeys
{
    private readonly byte[] _common;

    public RowKeys(RowRun run)
    {
        var (plan, context, options) = (run.Plan, run.Context, run.Options);
        using var builder = new KeyBuilder();
        builder.Add("row 1");
        builder.Add(context.Request.Stage);
        builder.Add(context.Request.CodeVersion);
        builder.Add(plan.KeyParts.Count);
        foreach (var part in plan.KeyParts)
            builder.Add(part);
        builder.Add((run.Asks ? context.Teacher : null)?.KeyParameters() ?? []);
        builder.Add(run.Asks ? options.TeacherIdentity : null);
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
