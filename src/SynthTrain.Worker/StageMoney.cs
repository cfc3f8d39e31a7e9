using SynthTrain.Core.Builds;
using SynthTrain.Core.IO;
using SynthTrain.Core.Spending;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Money;

namespace SynthTrain.Worker;

/// <summary>A stage's prices and its account.</summary>
internal sealed class StageMoney : IDisposable
{
    private const string PriceFileSetting = "price_file";

    private StageMoney(SpendAccountOptions options)
    {
        Account = new SpendAccount(options);
        Prices = options.Prices;
    }

    public SpendAccount Account { get; }

    public TeacherPrices Prices { get; }

    /// <summary>Opens the account; null for a teacher that is no model, or that asks none.</summary>
    public static StageMoney? Open(EnginePorts ports, StageContext context)
    {
        if (context.Teacher is not { IsModel: true, Replay: false } teacher)
            return null;
        var request = context.Request;
        return new StageMoney(new SpendAccountOptions
        {
            Files = ports.Files,
            Time = ports.Time,
            Layout = new ProjectLayout(request.ProjectDirectory),
            Diagnostics = ports.Diagnostics,
            Run = request.Run,
            Stage = request.Stage,
            Prices = PricesOf(ports.Files, request, teacher),
            Limits = SpendLimits.Of(context.Options),
        });
    }

    /// <summary>Prices of a stage's teacher.</summary>
    public static TeacherPrices PricesOf(IFileSystem files, StageRequest request, TeacherDefinition teacher)
    {
        var own = new StageOptions(request).Text(PriceFileSetting);
        return new TeacherPrices(teacher, PriceTable.Load(files, own is null ? null : (Path.GetFullPath(own, request.ProjectDirectory), own)));
    }

    /// <summary>The figures of a run with what the account knows, which counts every attempt and nothing twice.</summary>
    public RunFigures Fill(RunFigures run)
    {
        var total = Account.Total;
        return run with
        {
            Requests = total.Requests,
            InputTokens = total.InputTokens,
            OutputTokens = total.OutputTokens,
            Cost = total.KnownCost,
            Models = ModelFigures.Of(Account.ByModel()),
            SinceCountBegan = ModelFigures.Of(Account.SinceCountBegan()),
        };
    }

    public void Dispose() => Account.Dispose();
}
