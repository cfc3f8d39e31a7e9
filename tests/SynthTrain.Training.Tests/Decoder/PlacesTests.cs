using SynthTrain.Training.Decoder;
using SynthTrain.Training.Generation;
using SynthTrain.Training.Tests.Support;

namespace SynthTrain.Training.Tests.Decoder;

/// <summary>A pass whose last block goes on with some places alone, and packed rows without a mask.</summary>
[TestClass]
public sealed class PlacesTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Places_are_rows_of_the_whole_stream_and_have_its_gradients(bool checkpointing)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Make();
        model.Checkpointing = checkpointing;
        var ids = TinyModel.Ids(3, 40);
        var places = tensor((long[])[0, 7, 39, 40, 41, 77, 100, 119]);
        Same(model, () => model.Hidden(ids).flatten(0, 1).index_select(0, places), () => model.HiddenAt(ids, SequenceLayout.Causal(40), places));
    }

    [TestMethod]
    public void Packed_rows_are_the_same_with_borders_and_with_a_mask()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Make();
        var ids = TinyModel.Ids(2, 60);
        var (documents, positions) = Documents([[1, 30, 24], [60]], padding: 5);
        var packed = SequenceLayout.Packed(documents, positions, window: null, segments: true);
        Assert.IsNotNull(packed.Borders);
        CollectionAssert.AreEqual((long[])[0, 1, 31, 55, 60, 120], packed.Borders);
        var masked = SequenceLayout.Packed(documents, positions, window: null, segments: false);
        Assert.IsNull(masked.Borders);
        Same(model, () => model.Hidden(ids, masked), () => model.Hidden(ids, packed));
    }

    [TestMethod]
    [DataRow(29, true)]
    [DataRow(30, false)]
    public void A_window_shorter_than_a_document_takes_a_mask(int window, bool mask)
    {
        using var scope = NewDisposeScope();
        var (documents, positions) = Documents([[10, 30, 20]], padding: 0);
        var layout = SequenceLayout.Packed(documents, positions, window);
        Assert.AreEqual(mask, layout.Mask is not null);
        Assert.AreEqual(mask, layout.Borders is null);
    }

    /// <summary>Documents of 1, 3 and 2 tokens: a window below, at and above the longest one's length.</summary>
    [TestMethod]
    [DataRow(2, "100000 010000 011000 001100 000010 000011")]
    [DataRow(3, "100000 010000 011000 011100 000010 000011")]
    [DataRow(4, "100000 010000 011000 011100 000010 000011")]
    [DataRow(null, "100000 010000 011000 011100 000010 000011")]
    public void A_packed_rows_mask_shows_each_token_its_document_up_to_itself_as_far_as_the_window(int? window, string seen)
    {
        using var scope = NewDisposeScope();
        var mask = SequenceLayout.Packed(tensor((long[])[0, 1, 1, 1, 2, 2], [1, 6]), tensor((long[])[0, 0, 1, 2, 0, 1], [1, 6]), window, segments: false).Mask!;
        CollectionAssert.AreEqual((long[])[1, 1, 6, 6], mask.shape);
        Assert.AreEqual(seen, string.Join(' ', mask.data<bool>().ToArray().Chunk(6).Select(row => string.Concat(row.Select(sees => sees ? '1' : '0')))));
    }

    [TestMethod]
    public void A_cache_excludes_documents_without_a_mask()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Make();
        var (documents, positions) = Documents([[60]], padding: 0);
        using var cache = new KeyValueCache(model.Config);
        var packed = SequenceLayout.Packed(documents, positions, window: null, segments: true);
        var fault = Assert.ThrowsExactly<ArgumentException>(() => model.Hidden(TinyModel.Ids(1, 60), packed, cache));
        Assert.Contains("cache", fault.Message);
    }

    /// <summary>Rows of 60 tokens; the first one's last tokens are padding.</summary>
    private static (Tensor Documents, Tensor Positions) Documents(int[][] lengths, int padding)
    {
        var documents = lengths.SelectMany((row, number) => row.SelectMany((length, i) => Enumerable.Repeat((long)i, length)).Concat(Enumerable.Repeat(-1L, number == 0 ? padding : 0))).ToArray();
        var positions = lengths.SelectMany((row, number) => row.Append(number == 0 ? padding : 0).SelectMany(length => Enumerable.Range(0, length).Select(i => (long)i))).ToArray();
        return (tensor(documents, [lengths.Length, 60]), tensor(positions, [lengths.Length, 60]));
    }

    private static void Same(DecoderModel model, Func<Tensor> plain, Func<Tensor> fast)
    {
        var (expected, gradients) = Run(model, plain);
        var (actual, others) = Run(model, fast);
        Assert.IsLessThanOrEqualTo(1e-5, Tensors.Greatest(expected, actual));
        foreach (var (name, gradient) in gradients)
            Assert.IsLessThanOrEqualTo(1e-5, Tensors.Greatest(gradient, others[name]) / (1 + gradient.abs().max().item<float>()), name); // sums meet in another order
    }

    private static (Tensor Result, Dictionary<string, Tensor> Gradients) Run(DecoderModel model, Func<Tensor> pass)
    {
        var result = pass();
        (result * result.detach().cos()).sum().backward();
        // The head is not part of the stream, unless it is the embedding.
        var gradients = model.named_parameters().Where(entry => entry.parameter.grad is not null).ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone(), StringComparer.Ordinal);
        Assert.IsNotEmpty(gradients);
        model.zero_grad();
        return (result.detach(), gradients);
    }
}
