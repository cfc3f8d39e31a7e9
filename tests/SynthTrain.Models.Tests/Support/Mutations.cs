using System.Text;

namespace SynthTrain.Models.Tests;

/// <summary>Damages bytes and JSON texts in the ways that break readers: wrong bits, huge numbers, cuts, doubled and missing parts.</summary>
internal static class Mutations
{
    private static readonly long[] s_numbers = [0, 1, -1, 2, 7, 8, 127, 128, 255, 65535, 1 << 30, int.MaxValue, uint.MaxValue, 1L << 32, 1L << 60, long.MaxValue, long.MinValue];
    private static readonly string[] s_values = ["null", "true", "-1", "0", "1e400", "1.5", "99999999999", "9223372036854775807", "4611686018427387904", "\"\"", "\"x\"", "\"\\ud800\"", "[]", "{}", "[0]", "[null]", "[[1]]", "{\"a\":1}", "[9223372036854775807,1]", "\"F32\"", "\"../x\""];

    public static byte[] Bytes(byte[] original, Random random)
    {
        var bytes = original.ToArray();
        for (var times = random.Next(1, 5); times > 0 && bytes.Length > 0; times--)
            bytes = OneOf(bytes, random);
        return bytes;
    }

    /// <summary>Replaces one value or name of a JSON text, or damages its bytes.</summary>
    public static byte[] Json(byte[] original, Random random)
    {
        if (random.Next(3) == 0)
            return Bytes(original, random);
        var text = Encoding.UTF8.GetString(original);
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var colon = text.IndexOf(':', random.Next(text.Length));
            if (colon < 0)
                continue;
            var end = text.AsSpan(colon + 1).IndexOfAny(",}]\n");
            text = end < 0 ? text : text[..(colon + 1)] + s_values[random.Next(s_values.Length)] + text[(colon + 1 + end)..];
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static byte[] OneOf(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        var length = random.Next(1, Math.Min(64, bytes.Length - at) + 1);
        switch (random.Next(7))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Next(8)); return bytes;
            case 1: bytes[at] = (byte)random.Next(256); return bytes;
            case 2: return bytes[..at];
            case 3: return [.. bytes[..at], .. bytes[(at + length)..]];
            case 4: return [.. bytes[..(at + length)], .. bytes[at..]];
            default:
                var number = BitConverter.GetBytes(s_numbers[random.Next(s_numbers.Length)]);
                number.AsSpan(0, Math.Min(random.Next(2) == 0 ? 4 : 8, bytes.Length - at)).CopyTo(bytes.AsSpan(at));
                return bytes;
        }
    }
}
