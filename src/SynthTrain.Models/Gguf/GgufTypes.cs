using System.Globalization;

namespace SynthTrain.Models.Gguf;

/// <summary>Sizes of ggml's tensor types [ggml include/ggml.h, src/ggml-common.h]; types that SynthTrain does not write are known by size, so that files that have them can be read and copied.</summary>
public static class GgufTypes
{
    private static readonly Dictionary<int, (string Name, int Values, int Bytes)> s_sizes = new()
    {
        [0] = ("F32", 1, 4),
        [1] = ("F16", 1, 2),
        [2] = ("Q4_0", 32, 18),
        [3] = ("Q4_1", 32, 20),
        [6] = ("Q5_0", 32, 22),
        [7] = ("Q5_1", 32, 24),
        [8] = ("Q8_0", 32, 34),
        [9] = ("Q8_1", 32, 36),
        [10] = ("Q2_K", 256, 84),
        [11] = ("Q3_K", 256, 110),
        [12] = ("Q4_K", 256, 144),
        [13] = ("Q5_K", 256, 176),
        [14] = ("Q6_K", 256, 210),
        [15] = ("Q8_K", 256, 292),
        [16] = ("IQ2_XXS", 256, 66),
        [17] = ("IQ2_XS", 256, 74),
        [18] = ("IQ3_XXS", 256, 98),
        [19] = ("IQ1_S", 256, 50),
        [20] = ("IQ4_NL", 32, 18),
        [21] = ("IQ3_S", 256, 110),
        [22] = ("IQ2_S", 256, 82),
        [23] = ("IQ4_XS", 256, 136),
        [24] = ("I8", 1, 1),
        [25] = ("I16", 1, 2),
        [26] = ("I32", 1, 4),
        [27] = ("I64", 1, 8),
        [28] = ("F64", 1, 8),
        [29] = ("IQ1_M", 256, 56),
        [30] = ("BF16", 1, 2),
        [34] = ("TQ1_0", 256, 54),
        [35] = ("TQ2_0", 256, 66),
        [39] = ("MXFP4", 32, 17),
    };

    /// <summary>The numbers of all known types.</summary>
    public static IEnumerable<GgufType> Known => s_sizes.Keys.Select(number => (GgufType)number);

    /// <summary>Whether the type's size is known.</summary>
    public static bool IsKnown(GgufType type) => s_sizes.ContainsKey((int)type);

    /// <summary>ggml's name of the type.</summary>
    public static string Name(GgufType type) => s_sizes.TryGetValue((int)type, out var size) ? size.Name : ((int)type).ToString(CultureInfo.InvariantCulture);

    /// <summary>How many values one block holds.</summary>
    public static int BlockSize(GgufType type) => Size(type).Values;

    /// <summary>How many bytes one block takes.</summary>
    public static int BytesPerBlock(GgufType type) => Size(type).Bytes;

    /// <summary>The bytes of one row.</summary>
    /// <param name="type">How the row is stored.</param>
    /// <param name="columns">Its values: a multiple of <see cref="BlockSize"/>.</param>
    /// <exception cref="ModelException">The columns do not fill blocks (<see cref="ModelFault.UnsupportedQuantization"/>).</exception>
    public static long RowBytes(GgufType type, long columns)
    {
        var (name, values, bytes) = Size(type);
        if (columns < 0 || columns % values != 0)
            throw new ModelException(ModelFault.UnsupportedQuantization, $"rows of {columns} values cannot be stored as {name}, whose blocks hold {values}");
        return checked(columns / values * bytes);
    }

    /// <summary>The bytes of a tensor.</summary>
    /// <param name="type">How it is stored.</param>
    /// <param name="shape">In GGUF's order: the row's length first.</param>
    public static long TensorBytes(GgufType type, IReadOnlyList<long> shape)
    {
        var bytes = RowBytes(type, shape.Count == 0 ? 1 : shape[0]);
        foreach (var rows in shape.Skip(1))
            bytes = checked(bytes * rows);
        return bytes;
    }

    private static (string Name, int Values, int Bytes) Size(GgufType type) => s_sizes.TryGetValue((int)type, out var size)
        ? size
        : throw new ModelException(ModelFault.UnsupportedQuantization, $"tensor type number '{(int)type}' is not known; known are {string.Join(", ", s_sizes.Values.Select(known => known.Name))}");
}
