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

    private StageMoney(SpendAccount account, TeacherPrices prices) => (Account, Prices) = (account, prices);

    public SpendAccount Account { get; }

    public TeacherPrices Prices { get; }

    /// <summary>Opens the account; null for a teacher that is no model, or that asks none.</summary>
    public static StageMoney? Open(EnginePorts ports, StageContext context)
    {
        if (context.Teacher is not { IsModel: true, Replay: false } teacher)
            return null;
        var request = context.Request;
        var prices = PricesOf(ports.Files, request, teacher);
        var account = new SpendAccount(new SpendAccountOptions
        {
            Files = ports.Files,
            Time = ports.Time,
            Layout = new ProjectLayout(request.ProjectDirectory),
            Diagnostics = ports.Diagnostics,
            Run = request.Run,
            Stage = request.Stage,
            Prices = prices,
            Limits = SpendLimits.Of(context.Options),
        });
        return new StageMoney(account, prices);
    }

    /// <summary>Prices of a stage's teacher.</summary>
    public static TeacherPrices PricesOf(IFileSystem files, StageRequest request, TeacherDefinition teacher)
    {
        var own = new StageOptions(request).Text(PriceFileSetting);
        return new TeacherPrices(teacher, PriceTable.Load(files, own is null ? null : (Path.GetFullPath(own, request.ProjectDirectory), own)));
    }

    public void Dispose() => Account.Dispose();
}
