using System.Text.Json;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.JsonSchema;
using SynthTrain.Stages.CliSchemas;
using SynthTrain.Training.BaseModels;
using SynthTrain.Training.Generation;

namespace SynthTrain.Stages.Tests.CliSchemas;

/// <summary>Answers of gh's schema that have hardly room, by a model that says letters as long as it may.</summary>
[TestClass]
public sealed class TightAnswerTests
{
    private static readonly Lazy<LoadedModel> s_model = new(() => BaseModelOpener.OpenFolder(Golden.Require("models/mistral")));
    private static readonly byte[] s_bytes = CliOutputSchema.ToUtf8(CliSchemaFile.Gh()).ToArray();
    private static readonly Lazy<JsonGrammar> s_grammar = new(() => JsonGrammar.OfSchema(s_bytes, "gh", s_model.Value));
    private static readonly JsonSchema s_schema = JsonSchema.Load(s_bytes, "gh");

    [TestMethod]
    public void Answers_are_whole_however_few_tokens_they_have()
    {
        var least = s_grammar.Value.Start().Least;
        int[] room = [least, least + 1, least + 7, least + 20];
        foreach (var most in room)
        {
            var alone = new TextGenerator(s_model.Value).Answer([1, most], new() { MaxTokens = most, Temperature = 1, Seed = most }, new Letters(s_grammar.Value.Start()));
            Check(alone, most);
            var together = new TextGenerator(s_model.Value).AnswerAll([[1, 5], [1, 6, 7], [1, 8, 9, 10]], new() { MaxTokens = most }, _ => new Letters(s_grammar.Value.Start()));
            foreach (var answer in together)
                Check(answer, most);
        }
    }

    [TestMethod]
    public void Answers_are_whole_where_the_context_ends()
    {
        var (grammar, positions) = (s_grammar.Value, s_model.Value.Config.MaxPositions);
        var prompt = Enumerable.Repeat(5, positions - grammar.Start().Least - 2).ToArray();

        Check(new TextGenerator(s_model.Value).Answer(prompt, new() { MaxTokens = positions }, new Letters(grammar.Start())), grammar.Start().Least + 2);

        var fault = Assert.ThrowsExactly<SynthException>(() => new TextGenerator(s_model.Value).Answer([.. prompt, 5, 5, 5], new() { MaxTokens = positions }, grammar.Start()));
        Assert.AreEqual(Codes.TooLong, fault.Diagnostics[0].Code);
    }

    [TestMethod]
    public void Room_that_no_answer_fits_into_is_refused()
    {
        var least = s_grammar.Value.Start().Least;
        var fault = Assert.ThrowsExactly<SynthException>(() => new TextGenerator(s_model.Value).AnswerAll([[1, 5], [1, 6]], new() { MaxTokens = least - 1 }, _ => s_grammar.Value.Start()));

        Assert.AreEqual(Codes.UnsupportedConstraint, fault.Diagnostics[0].Code);
        StringAssert.Contains(fault.Message, $"At most '{least - 1}' tokens are allowed for an answer");
        StringAssert.Contains(fault.Message, $"may take {least}");
    }

    [TestMethod]
    public void Answers_that_have_room_are_as_they_were()
    {
        var free = new Unhurried(s_grammar.Value.Start());
        var options = new GenerationOptions { MaxTokens = 200, Temperature = 1, Seed = 4 };
        var bounded = new TextGenerator(s_model.Value).Answer([1, 5], options, s_grammar.Value.Start());
        var before = new TextGenerator(s_model.Value).Answer([1, 5], options, free);

        Assert.IsLessThan(140, bounded.Ids.Count);
        Assert.AreEqual(before.Text, bounded.Text);
    }

    private static void Check(GeneratedAnswer answer, int most)
    {
        Assert.IsLessThanOrEqualTo(most, answer.Ids.Count);
        Assert.AreEqual(AnswerEnd.Stop, answer.Finish, answer.Text);
        using var document = JsonDocument.Parse(answer.Text);
        Assert.IsEmpty(s_schema.Validate(document.RootElement), answer.Text);
    }

    /// <summary>Takes letters as long as any may come: what a model does that loops in a text.</summary>
    private sealed class Letters(JsonSchemaConstraint inner) : ITokenConstraint
    {
        public int Least => inner.Least;

        public bool IsComplete => inner.IsComplete;

        public void Mask(Span<bool> allowed, int left = int.MaxValue, CancellationToken cancellation = default)
        {
            inner.Mask(allowed, left, cancellation);
            var letters = Enumerable.Range(0, allowed.Length).Where(token => s_model.Value.Tokenizer.IdToToken(token) is { Length: > 0 } text && text.All(char.IsAsciiLetter)).ToHashSet();
            var any = false;
            for (var token = 0; token < allowed.Length; token++)
                any |= allowed[token] && letters.Contains(token);
            for (var token = 0; any && token < allowed.Length; token++)
                allowed[token] &= letters.Contains(token);
        }

        public void Accept(int token) => inner.Accept(token);
    }

    /// <summary>Never says how much is left.</summary>
    private sealed class Unhurried(JsonSchemaConstraint inner) : ITokenConstraint
    {
        public int Least => 0;

        public bool IsComplete => inner.IsComplete;

        public void Mask(Span<bool> allowed, int left = int.MaxValue, CancellationToken cancellation = default) => inner.Mask(allowed, cancellation: cancellation);

        public void Accept(int token) => inner.Accept(token);
    }
}
