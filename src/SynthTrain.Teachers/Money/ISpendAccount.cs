using SynthTrain.Core.Diagnostics;

namespace SynthTrain.Teachers.Money;

/// <summary>Keeps what a project spends, in this process and in others, across restarts; says no before a limit is crossed.</summary>
public interface ISpendAccount
{
    /// <summary>Holds the most that a request can cost, right before it is sent. Waits while requests under way may still turn out cheaper; what it returns is settled exactly once.</summary>
    /// <param name="estimate">The upper bound.</param>
    /// <param name="cancellationToken">Gives up waiting; nothing is held then.</param>
    /// <exception cref="SynthException"><see cref="Codes.BudgetReached"/> when a limit would be crossed, <see cref="Codes.UnknownPrice"/> when money is limited and the model has no price.</exception>
    ValueTask<SpendHold> HoldAsync(SpendEstimate estimate, CancellationToken cancellationToken);

    /// <summary>Settles a hold with what it came to; <see cref="SpendUsage.Nothing"/> for a request that was refused without charge.</summary>
    void Settle(in SpendHold hold, SpendUsage usage);
}
