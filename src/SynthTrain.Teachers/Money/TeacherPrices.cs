using SynthTrain.Core.Teachers;

namespace SynthTrain.Teachers.Money;

/// <summary>Prices of one teacher's models.</summary>
public sealed class TeacherPrices(TeacherDefinition teacher, PriceTable table)
{
    private readonly bool _isPaid = ProviderProfile.Find(teacher.Provider) is not { IsPaid: false };

    /// <summary>A model's price; zero when the provider is not paid, null when no price is known.</summary>
    public ModelPrice? Find(string model) => _isPaid ? table.Find(teacher.Provider, model) : ModelPrice.Free;

    /// <summary>The most that requests can cost; null when no price is known.</summary>
    public decimal? Bound(in SpendEstimate estimate) => Find(estimate.Model)?.Cost(estimate.InputTokens, estimate.OutputTokens, batch: estimate.IsBatch);
}
