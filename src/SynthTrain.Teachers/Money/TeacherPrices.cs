using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Money;

/// <summary>Prices of one teacher's models.</summary>
public sealed class TeacherPrices(TeacherDefinition teacher, PriceTable table)
{
    // Whoever runs a model server elsewhere may well charge for it.
    private readonly bool _isHere = teacher.BaseUrl is null or { IsLoopback: true };
    private readonly bool _isFreeSoftware = ProviderProfile.Find(teacher.Provider) is { IsPaid: false };

    /// <summary>Whether any of the models may cost money: its price is not known to be zero.</summary>
    public bool IsPaid => teacher.Models.Any(model => Find(model) is not { IsFree: true });

    /// <summary>Of when the first model's price is; null when it is the project's own, or when there is none.</summary>
    public string? AsOf => IsShipped(teacher.Models[0]) ? table.AsOf : null;

    /// <summary>A model's price: the project's own, else zero where no provider is asked or a local one, else the shipped one; null when no price is known.</summary>
    public ModelPrice? Find(string model)
    {
        if (teacher is not { IsModel: true, Replay: false })
            return ModelPrice.Free;
        if (!_isFreeSoftware)
            return table.Find(teacher.Provider, model);
        return table.FindOwn(teacher.Provider, model) ?? (_isHere ? ModelPrice.Free : null);
    }

    /// <summary>The most that requests can cost; null when no price is known.</summary>
    public decimal? Bound(in SpendEstimate estimate) => estimate.Cost ?? Find(estimate.Model)?.Cost(estimate.InputTokens, estimate.OutputTokens, batch: estimate.IsBatch);

    /// <summary>The most that requests can cost whichever model answers; in a batch job only the estimate's own does. Null when one of them has no known price.</summary>
    public decimal? Dearest(SpendEstimate estimate)
    {
        decimal? dearest = 0;
        foreach (var model in Asked(estimate.IsBatch))
            dearest = Bound(estimate with { Model = model }) is { } cost && dearest is { } most ? Math.Max(cost, most) : null;
        return dearest;
    }

    /// <summary>Models that may be asked and have no known price.</summary>
    public IReadOnlyList<string> Unpriced(bool isBatch) => [.. Asked(isBatch).Where(model => Find(model) is null)];

    private IEnumerable<string> Asked(bool isBatch) => isBatch ? teacher.Models.Take(1) : teacher.Models;

    private bool IsShipped(string model) =>
        !_isFreeSoftware && table.FindOwn(teacher.Provider, model) is null && table.Find(teacher.Provider, model) is not null;
}
