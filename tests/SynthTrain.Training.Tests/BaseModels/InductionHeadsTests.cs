using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Configuration;

namespace SynthTrain.Training.Tests.BaseModels;

/// <summary>A model that has seen nothing yet copies.</summary>
[TestClass]
public sealed class InductionHeadsTests
{
    private static readonly ScratchOptions s_sizes = new() { VocabularySize = 400, HiddenSize = 256, IntermediateSize = 256, LayerCount = 2, HeadCount = 4, KeyValueHeadCount = 4, MaxPositions = 256 };

    [TestMethod]
    [DataRow(256, 4, 4)]
    [DataRow(256, 4, 2)]
    [DataRow(256, 8, 4)]
    [DataRow(256, 3, 1)]
    [DataRow(512, 8, 2)]
    public void What_is_said_a_second_time_is_foretold(int hidden, int heads, int keyHeads)
    {
        var sizes = s_sizes with { HiddenSize = hidden / heads / 2 * 2 * heads, HeadCount = heads, KeyValueHeadCount = keyHeads };
        var (copied, plain) = (Foretold(sizes with { InductionHeads = true }), Foretold(sizes));
        Assert.IsGreaterThan(0.9, copied, $"{copied:p1}");
        Assert.IsLessThan(0.05, plain, $"{plain:p1}");
    }

    [TestMethod]
    public void Digits_that_stood_twice_are_told_apart_by_those_before_them()
    {
        using var model = ScratchModel.Make(s_sizes with { InductionHeads = true }, Chats(), 5);
        var random = new Random(3);
        var right = 0;
        const int Numbers = 60;
        for (var i = 0; i < Numbers; i++)
        {
            // Pairs come twice, runs of three do not.
            var digits = string.Concat(Enumerable.Range(0, 7).Select(_ => (char)('0' + random.Next(10))));
            if (Enumerable.Range(0, 5).Select(at => digits.Substring(at, 3)).Distinct().Count() < 5)
                continue;
            var text = $"rerun {digits} now|rerun {digits}";
            var ids = model.Tokenizer.Encode(text, addSpecialTokens: false);
            right += Best(model, ids)[^6..^1].SequenceEqual(ids[^5..].Select(id => (long)id)) ? 1 : 0;
        }

        Assert.IsGreaterThan(45, right, $"{right}");
    }

    [TestMethod]
    public void Sizes_without_room_for_them_are_named()
    {
        var faults = Assert.ThrowsExactly<SynthException>(() => ScratchModel.Make(s_sizes with { InductionHeads = true, LayerCount = 1, HeadCount = 16, HiddenSize = 256 }, [], 1)).Diagnostics;
        Assert.AreEqual("num_hidden_layers,num_attention_heads", string.Join(',', faults.Select(fault => fault.Message.Split(' ')[0]["model.".Length..])));
        Assert.IsTrue(faults.All(fault => fault.Code == Codes.TrainingConfig));
    }

    private static double Foretold(ScratchOptions sizes)
    {
        using var model = ScratchModel.Make(sizes, Chats(), 5);
        var random = new Random(7);
        const int Length = 40;
        var once = Enumerable.Range(0, Length).Select(_ => random.Next(model.Config.VocabularySize - 8)).ToArray();
        int[] ids = [.. once, .. once];
        var best = Best(model, ids);
        return Enumerable.Range(Length + 3, Length - 4).Count(at => best[at] == ids[at + 1]) / (double)(Length - 4);
    }

    private static long[] Best(LoadedModel model, int[] ids)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var tokens = tensor(ids.Select(id => (long)id).ToArray(), [1, ids.Length]);
        return model.Decoder.forward(tokens).argmax(-1).data<long>().ToArray();
    }

    private static IEnumerable<JsonElement> Chats() => Enumerable.Range(0, 40).Select(i => JsonElement.Parse($$"""[{"role":"user","content":"List the {{i}} open pull requests, rerun now"},{"role":"assistant","content":"gh pr list --limit {{i}}"}]"""));
}
