using System.Text;
using SynthTrain.Teachers.Providers.Http;

namespace SynthTrain.Teachers.Tests.Providers;

/// <summary>As https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation says.</summary>
[TestClass]
public sealed class EventStreamTests
{
    [TestMethod]
    [DataRow("data: a\n\ndata: b\n\n", "a|b")]
    [DataRow("data: a\r\n\r\ndata: b\r\n\r\n", "a|b")]
    [DataRow("data: a\r\rdata: b\r\r", "a|b")]
    [DataRow("data: a\ndata: b\n\n", "a\nb")]
    [DataRow("data: {\r\ndata:  \"x\": 1\r\ndata: }\r\n\r\n", "{\n \"x\": 1\n}")]
    [DataRow("\uFEFFdata: a\n\n", "a")]
    [DataRow("event: message\ndata:a\nid: 7\nretry: 10\n\n", "a")]
    [DataRow(": a comment\n\ndata: a\n: another\ndata: b\n\n", "a\nb")]
    [DataRow("data\ndata\n\ndata: a\n\n", "\n|a")]
    [DataRow("database: no\ndata: a\n\n", "a")]
    [DataRow("data: a\n\ndata: cut o", "a")]
    // Not of the standard: an event whose blank line is missing at the end of the stream is taken, since it is whole and paid.
    [DataRow("data: a\n\ndata: b\n", "a|b")]
    public async Task Events_are_what_the_standard_says(string stream, string events)
    {
        foreach (var step in new[] { 1, 2, 3, 1000 })
        {
            var found = new List<string>();
            await foreach (var data in EventStream.ReadAsync(new Drops(Encoding.UTF8.GetBytes(stream), step), default))
            {
                if (!data.IsEmpty)
                    found.Add(Encoding.UTF8.GetString(data.Span));
            }

            Assert.AreEqual(events, string.Join('|', found), $"{step} bytes at a time");
        }
    }

    /// <summary>Gives so many bytes at a time.</summary>
    private sealed class Drops(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }
}
