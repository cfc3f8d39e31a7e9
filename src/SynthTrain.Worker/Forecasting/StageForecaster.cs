using System.Collections.Frozen;
using SynthTrain.Core.Builds;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers;
using SynthTrain.Teachers.Batches;
using SynthTrain.Teachers.Money;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Worker.Forecasting;

/// <summary>Says what a stage would ask, by running its row functions against journal and reply cache. Sends nothing and writes nothing.</summary>
internal sealed class StageForecaster(IFileSystem files, TimeProvider time, KeyRing keys) : IDiagnosticSink
{
    private readonly StageRegistry _registry = new(StageTeachers.Stages);

    /// <summary>What a stage whose input is there would ask.</summary>
    /// <param name="request">The stage, as the resolver sees it.</param>
    /// <param name="teacher">Its teacher.</param>
    /// <param name="epoch">How often it will have been forced.</param>
    /// <param name="note">Takes each request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<StageForecast> RehearseAsync(StageRequest request, TeacherDefinition teacher, int epoch, Action<RehearsedCall> note, CancellationToken cancellationToken)
    {
        if (_registry.Create(request) is not IRowStage stage)
            return new StageForecast { Stage = request.Stage, Teacher = teacher };
        var layout = new ProjectLayout(request.ProjectDirectory);
        var context = new StageContext(request, files, this, static _ => throw new InvalidOperationException("A forecast writes nothing.")) { Teacher = teacher };
        var prices = StageMoney.PricesOf(files, request, teacher);
        var isBatch = context.Options.Flag(StageBody.BatchSetting, false) || context.Options.Text(StageBody.BatchJobSetting) is not null;
        var asked = isBatch ? OpenRequests.Read(files, layout.Batches(request.Run, request.Stage)) : FrozenSet<UInt128>.Empty;
        var sum = new StageForecast { Stage = request.Stage, Teacher = teacher, Cost = 0, IsPaid = prices.IsPaid, PricesAsOf = prices.AsOf, Unpriced = prices.Unpriced(isBatch) };
        var options = new StageTeachers(files, time, this, keys).Options(context, epoch) with
        {
            Rehearse = requestKeys => new RehearsalTeacher(requestKeys, prices, isBatch, asked, call =>
            {
                sum = Plus(sum, call);
                note(call);
            }),
        };
        using var chain = TeacherChain.Build(options);
        var runner = new RowStageRunner(new RowRunnerOptions { JournalPath = layout.Journal(request.Run, request.Stage), Teacher = chain, TeacherIdentity = chain.Identity, ForceEpoch = epoch });
        var rows = await runner.RehearseAsync(stage, context, cancellationToken);
        return sum with { Rows = rows.Rows, Stale = rows.Stale };
    }

    /// <summary>What a stage may ask whose input is not made yet: one request for each row that comes first.</summary>
    /// <param name="request">The stage.</param>
    /// <param name="teacher">Its teacher.</param>
    /// <param name="rows">Rows that the first stage reads.</param>
    public StageForecast Bound(StageRequest request, TeacherDefinition teacher, long rows)
    {
        var calls = Asks(request, teacher) ? Math.Min(rows, request.Limit ?? long.MaxValue) : 0;
        var output = RequestTokens.OutputBound(teacher);
        // Prompt and schemas, and a row that holds an earlier reply.
        var bytes = request.Inputs.Skip(1).Sum(input => files.Stat(Path.GetFullPath(input.Path, request.ProjectDirectory))?.Length ?? 0);
        var prompt = (bytes / 4) + output;
        var prices = StageMoney.PricesOf(files, request, teacher);
        var cost = prices.Dearest(new SpendEstimate(teacher.Models[0], 1, prompt, output));
        return new StageForecast
        {
            Stage = request.Stage,
            Teacher = teacher,
            Rows = rows,
            Stale = calls,
            Calls = calls,
            InputTokens = calls * prompt,
            OutputTokens = calls * output,
            Cost = calls * cost,
            IsPaid = prices.IsPaid,
            PricesAsOf = prices.AsOf,
            Unpriced = prices.Unpriced(isBatch: false),
            IsExact = false,
        };
    }

    private bool Asks(StageRequest request, TeacherDefinition teacher) =>
        _registry.Create(request) is not IAskingStage stage || stage.Asks(new StageContext(request, files, this, static _ => throw new InvalidOperationException("A forecast writes nothing.")) { Teacher = teacher });

    /// <summary>The run itself says what is wrong with files.</summary>
    public void Report(Diagnostic diagnostic)
    {
    }

    private static StageForecast Plus(StageForecast sum, in RehearsedCall call) => sum with
    {
        Calls = sum.Calls + 1,
        InputTokens = sum.InputTokens + call.InputTokens,
        OutputTokens = sum.OutputTokens + call.OutputTokens,
        Cost = sum.Cost + call.Cost,
    };
}
