using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Tests.Providers.Support;

namespace SynthTrain.Teachers.Tests.Providers;

[TestClass]
public sealed class GarbageTests
{
    [TestMethod]
    [DataRow("openai", false)]
    [DataRow("openai", true)]
    [DataRow("anthropic", false)]
    [DataRow("anthropic", true)]
    [DataRow("gemini", false)]
    [DataRow("gemini", true)]
    public void Arbitrary_bytes_are_a_reply_or_a_provider_fault(string provider, bool stream) =>
        Prop.ForAll<byte[]>(bytes => Survives(provider, stream, bytes ?? [])).Check(Config.QuickThrowOnFailure);

    [TestMethod]
    [DataRow("openai", false)]
    [DataRow("openai", true)]
    [DataRow("anthropic", false)]
    [DataRow("anthropic", true)]
    [DataRow("gemini", false)]
    [DataRow("gemini", true)]
    public void A_damaged_reply_is_a_reply_or_a_provider_fault(string provider, bool stream)
    {
        var whole = Encoding.UTF8.GetBytes(stream ? GoodReplies.StreamOf(provider) : GoodReplies.Of(provider));
        var damage = ArbMap.Default.GeneratorFor<byte>().Zip(Gen.Choose(0, whole.Length - 1)).NonEmptyListOf();
        Prop.ForAll(damage.ToArbitrary(), changes =>
        {
            var bytes = whole.ToArray();
            foreach (var (value, place) in changes.Take(4))
                bytes[place] = value;
            return Survives(provider, stream, bytes);
        }).Check(Config.QuickThrowOnFailure);
    }

    [TestMethod]
    [DataRow("openai")]
    [DataRow("anthropic")]
    [DataRow("gemini")]
    public void Members_of_a_wrong_kind_are_a_reply_or_a_provider_fault(string provider)
    {
        var whole = GoodReplies.Of(provider);
        string[] others = ["null", "1", "-1e400", "\"x\"", "[]", "{}", "true", "[{}]", "[null]", "{\"text\":1}"];
        var places = Enumerable.Range(0, whole.Length).Where(place => whole[place] == ':' && place > 0 && whole[place - 1] == '"').ToArray();
        foreach (var place in places)
        {
            foreach (var other in others)
                Assert.IsTrue(Survives(provider, stream: false, Encoding.UTF8.GetBytes(Swap(whole, place + 1, other))), $"{other} at {place}");
        }
    }

    private static string Swap(string json, int start, string other)
    {
        var reader = new System.Text.Json.Utf8JsonReader(Encoding.UTF8.GetBytes(json[start..]));
        reader.Read();
        reader.Skip();
        return json[..start] + other + Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(json[start..])[(int)reader.BytesConsumed..]);
    }

    private static bool Survives(string provider, bool stream, byte[] bytes)
    {
        try
        {
            var handler = stream ? FakeHandler.Stream(new MemoryStream(bytes)) : FakeHandler.Of(bytes, 200, "application/json");
            ProviderKit.AskAsync(provider, handler, stream: stream).GetAwaiter().GetResult();
            return true;
        }
        catch (ProviderException)
        {
            return true;
        }
    }
}
