using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.Jsonl;
using SynthTrain.Core.Stages;
using SynthTrain.Stages.Sets;
using SynthTrain.Stages.Text;

namespace SynthTrain.Stages.PrepareSft;

/// <summary>The fixed eval suite: prompts from test, then from val.</summary>
internal sealed class EvalSuite(PrepareSftOptions options)
{
    private readonly HashSet<UInt128> _trainPrompts = [];
    private readonly SuiteDraw _test = new(options.Seed, options.SuiteSize);
    private readonly SuiteDraw _val = new(options.Seed, options.SuiteSize);

    /// <summary>Rows that were not offered to the draw because train has their prompt.</summary>
    public int KeptOut { get; private set; }

    /// <summary>Learns a prompt of train; call before <see cref="Offer"/>.</summary>
    public void KeepOut(DatasetRow row) => _trainPrompts.Add(KeyOf(row));

    /// <summary>Offers a row of <c>test</c> or <c>val</c>.</summary>
    public void Offer(DatasetRow row, string split)
    {
        if (_trainPrompts.Contains(KeyOf(row)))
            KeptOut++;
        else if (split == "test")
            _test.Add(row);
        else
            _val.Add(row);
    }

    /// <summary>Writes the suite and says how many prompts came from where.</summary>
    public (int Test, int Val) Write(StageContext context, SftMessages messages)
    {
        using var stream = context.OpenOutput("suite");
        var writer = new JsonlWriter(stream);
        var test = _test.Rows();
        foreach (var row in test)
            writer.WriteUtf8(messages.Suite(row, "test"));
        var val = _val.Rows().Take(options.SuiteSize - test.Count).ToList();
        foreach (var row in val)
            writer.WriteUtf8(messages.Suite(row, "val"));
        return (test.Count, val.Count);
    }

    /// <summary>Warns when there were fewer prompts than asked for, or when val or test repeat prompts of train.</summary>
    public void Warn(StageContext context, (int Test, int Val) drawn, long val, long test)
    {
        if (KeptOut > 0)
            context.Diagnostics.Report(Diagnostic.Warning(Codes.Leakage, $"{KeptOut} rows of val and test ask what a row of train asks, in the same words; they are kept out of the eval suite. Split the data set again to part them."));
        if (drawn.Test + drawn.Val < options.SuiteSize)
            context.Diagnostics.Report(Diagnostic.Warning(Codes.TooFewRows, $"The eval suite has {drawn.Test + drawn.Val} prompts of {options.SuiteSize} asked for: test has {test} rows and val {val}, and train is never drawn from."));
    }

    private static UInt128 KeyOf(DatasetRow row) => TextKey.Of(TextNormalizer.Normalize(row.Prompt));
}
