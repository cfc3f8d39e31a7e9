using System.Text;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Resilience;

namespace SynthTrain.Teachers.Money;

/// <summary>Holds the most that a request can cost before it is sent, and settles what it came to.</summary>
/// <param name="inner">One model.</param>
/// <param name="account">Where money is kept.</param>
/// <param name="prices">Prices of the teacher.</param>
/// <param name="model">The model's name, as requests and prices have it.</param>
public sealed class SpendTeacher(ITeacher inner, ISpendAccount account, TeacherPrices prices, string model) : ITeacher
{
    private readonly ModelPrice? _price = prices.Find(model);

    /// <inheritdoc/>
    public async ValueTask<TeacherReply> AskAsync(TeacherRequest request, CancellationToken cancellationToken)
    {
        var hold = await account.HoldAsync(RequestTokens.Estimate(request, model), cancellationToken);
        // Nobody knows what a request without a reply came to, unless it was refused.
        var usage = new SpendUsage(hold.Estimate.InputTokens, hold.Estimate.OutputTokens, hold.Cost);
        try
        {
            var reply = await inner.AskAsync(request, cancellationToken);
            usage = UsageOf(reply, hold);
            return reply with { Cost = usage.Cost };
        }
        // Turned away by the limits, or given up while it waited for them.
        catch (Exception e) when (e is NotSentException or TeacherException)
        {
            usage = SpendUsage.Unsent;
            throw;
        }
        catch (Exception e) when (e is ProviderException { MayBeCharged: false } or SynthException)
        {
            usage = SpendUsage.Nothing;
            throw;
        }
        finally
        {
            account.Settle(hold, usage);
        }
    }

    // A provider that does not count leaves the bounds to count by.
    private SpendUsage UsageOf(TeacherReply reply, in SpendHold hold)
    {
        // A filter before the model took the prompt: nothing was counted, for nothing was answered.
        if (reply is { FinishReason: "content_filter", Text: "", InputTokens: 0, OutputTokens: 0, Cost: null })
            return SpendUsage.Nothing;
        var isCounted = reply.InputTokens + reply.OutputTokens > 0;
        long input = isCounted ? reply.InputTokens : hold.Estimate.InputTokens;
        long output = isCounted ? reply.OutputTokens : Encoding.UTF8.GetByteCount(reply.Text);
        return new SpendUsage(input, output, reply.Cost ?? _price?.Cost(input, output, Math.Min(reply.CachedInputTokens, input)));
    }
}
