using SynthTrain.Training.Decoder;

namespace SynthTrain.Training.Tests.Decoder;

/// <summary>Seeds for every device. The loaded assembly has no GPU; that it can be called for one is what is shown here.</summary>
[TestClass]
public sealed class SeedTests
{
    [TestMethod]
    [DataRow("cpu")]
    [DataRow("cuda:0")]
    public void The_same_seed_draws_the_same_numbers(string name)
    {
        using var scope = NewDisposeScope();
        Seeds.Set(device(name), 5);
        var first = rand(8).bytes.ToArray();
        Seeds.Set(device(name), 5);
        CollectionAssert.AreEqual(first, rand(8).bytes.ToArray());
    }

    [TestMethod]
    public void Blocks_of_a_GPU_draw_numbers_of_their_own_and_the_same_ones_again()
    {
        using var scope = NewDisposeScope();
        var gpu = device("cuda:0");
        Seeds.Set(gpu, 5);
        var first = RandomNumbers.Begin(gpu);
        var drawn = rand(8).bytes.ToArray();
        RandomNumbers.Begin(gpu);
        var other = rand(8).bytes.ToArray();
        CollectionAssert.AreNotEqual(drawn, other);
        using (first.Again())
            CollectionAssert.AreEqual(drawn, rand(8).bytes.ToArray());
    }
}
