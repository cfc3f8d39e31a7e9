using SynthTrain.Core.Stages;
using SynthTrain.Teachers.Money;

namespace SynthTrain.Worker;

/// <summary>Tells progress with the account's tokens and money, which know of attempts that rows do not see.</summary>
internal sealed class SpendingProgress(IProgressSink inner) : IProgressSink
{
    private volatile SpendAccount? _account;

    /// <summary>From now on the account says what is spent.</summary>
    public void Follow(SpendAccount account) => _account = account;

    /// <inheritdoc/>
    public void Report(StageProgress progress)
    {
        if (_account?.Total is { } total)
            progress = progress with { Tokens = total.Tokens, Cost = total.KnownCost };
        inner.Report(progress);
    }
}
