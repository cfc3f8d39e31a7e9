using System.Globalization;
using System.Numerics;
using System.Text;

namespace SynthTrain.Core.Tests.JsonSchemas;

using SynthTrain.Core.JsonSchema;

/// <summary>Numbers are what they are written to be, whatever their size.</summary>
[TestClass]
public sealed class NumberTests
{
    [TestMethod]
    [DataRow("1", "1.0", 0)]
    [DataRow("1", "10e-1", 0)]
    [DataRow("-0", "0.000e99", 0)]
    [DataRow("0.1", "0.10000000000000000000000000000000001", -1)]
    [DataRow("-1e400", "1e-400", -1)]
    [DataRow("1e999999999999999999999", "9", 1)]
    [DataRow("12345678901234567890123", "12345678901234567890124", -1)]
    [DataRow("100", "99.9", 1)]
    [DataRow("0.0012", "12E-4", 0)]
    public void Numbers_compare_exactly(string left, string right, int expected)
    {
        Assert.AreEqual(expected, Math.Sign(Compare(left, right)));
        Assert.AreEqual(-expected, Math.Sign(Compare(right, left)));
        if (expected == 0)
            Assert.AreEqual(Parse(left).Hash(), Parse(right).Hash());
    }

    [TestMethod]
    [DataRow("0.0075", "0.0001", true)]
    [DataRow("0.00751", "0.0001", false)]
    [DataRow("1e308", "0.5", true)]
    [DataRow("1e1000000000", "7", false)]
    [DataRow("7e1000000000", "7", true)]
    [DataRow("0", "3.3", true)]
    [DataRow("-9.9", "3.3", true)]
    [DataRow("123456789012345678901234567890", "10", true)]
    [DataRow("123456789012345678901234567891", "7", false)]
    [DataRow("19.99", "0.01", true)]
    public void Multiples_are_exact(string value, string divisor, bool expected) =>
        Assert.AreEqual(expected, Schemas.IsValid($$"""{"multipleOf": {{divisor}}}""", value));

    [TestMethod]
    public void Random_decimals_compare_and_divide_as_big_integers_do()
    {
        Random random = new(20260401);
        for (int i = 0; i < 5_000; i++)
        {
            (string left, BigInteger a) = Draw(random);
            (string right, BigInteger b) = Draw(random);
            Assert.AreEqual(a.CompareTo(b), Math.Sign(Compare(left, right)), $"{left} ? {right}");
            Assert.AreEqual((a % Scale).IsZero, Parse(left).IsInteger, left);
            if (b.Sign > 0)
                Assert.AreEqual((a % b).IsZero, NumberMultiple.IsMultiple(Parse(left), Parse(right)), $"{left} % {right}");
        }
    }

    private static readonly BigInteger Scale = BigInteger.Pow(10, 30);

    // One number as text, in one of many spellings, and times 10^30 as an integer.
    private static (string Text, BigInteger Scaled) Draw(Random random)
    {
        int digits = random.Next(1, random.Next(2) == 0 ? 4 : 26);
        BigInteger mantissa = BigInteger.Parse(string.Concat(Enumerable.Range(0, digits).Select(_ => random.Next(10))), CultureInfo.InvariantCulture);
        int exponent = random.Next(-20, 10);
        BigInteger scaled = mantissa * BigInteger.Pow(10, exponent + 30) * (random.Next(2) == 0 ? 1 : -1);
        string text = mantissa.ToString(CultureInfo.InvariantCulture);
        int point = random.Next(1, text.Length + 1);
        string fraction = point < text.Length ? $".{text[point..]}" : random.Next(2) == 0 ? ".00" : string.Empty;
        return ($"{(scaled.Sign < 0 ? "-" : string.Empty)}{text[..point]}{fraction}e{exponent + text.Length - point}", scaled);
    }

    private static int Compare(string left, string right) => JsonNumber.Compare(Parse(left), Parse(right));

    private static JsonNumber Parse(string text) => JsonNumber.Parse(Encoding.ASCII.GetBytes(text));
}
