using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Tests.Support;
using SynthTrain.Teachers.Tracing;

namespace SynthTrain.Teachers.Tests.Tracing;

[TestClass]
[DoNotParallelize]
public sealed class TraceTeacherTests
{
    private static readonly TeacherDefinition s_teacher = ScriptedModel.Definition("gpt-x") with
    {
        Provider = "gemini",
        BaseUrl = new Uri("http://localhost:4711/v1/"),
        KeyVariable = "SOME_KEY",
        SystemPrompt = "SECRET system",
        Parameters = new Dictionary<string, string> { ["max_tokens"] = "99", ["temperature"] = "0.5" },
    };

    [TestMethod]
    public async Task An_attempt_is_a_span_with_the_conventions_names()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        await Ask(_ => null);
        var span = spans.Single();
        Assert.AreEqual("chat gpt-x", span.DisplayName);
        Assert.AreEqual(ActivityKind.Client, span.Kind);
        var tags = span.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value is string[] many ? string.Join(',', many) : $"{tag.Value}");
        var expected = new Dictionary<string, string>
        {
            ["gen_ai.operation.name"] = "chat",
            ["gen_ai.provider.name"] = "gcp.gemini",
            ["gen_ai.request.model"] = "gpt-x",
            ["gen_ai.request.max_tokens"] = "99",
            ["gen_ai.request.temperature"] = "0.5",
            ["gen_ai.output.type"] = "json",
            ["gen_ai.response.model"] = "gpt-x",
            ["gen_ai.response.finish_reasons"] = "stop",
            ["gen_ai.usage.input_tokens"] = "10",
            ["gen_ai.usage.output_tokens"] = "5",
            ["server.address"] = "localhost",
            ["server.port"] = "4711",
        };
        CollectionAssert.AreEquivalent(expected.ToList(), tags.ToList());
    }

    [TestMethod]
    public async Task A_fault_is_a_span_with_its_kind_and_without_its_words()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        await Assert.ThrowsExactlyAsync<ProviderException>(() => Ask(_ => new ProviderException(ProviderFault.RateLimited, "429: SECRET prompt")));
        var span = spans.Single();
        Assert.AreEqual("rate_limited", span.GetTagItem("error.type"));
        Assert.AreEqual(ActivityStatusCode.Error, span.Status);
        Assert.DoesNotContain("SECRET", string.Join(' ', span.TagObjects) + span.StatusDescription + string.Join(' ', span.Events));
    }

    [TestMethod]
    public async Task Durations_and_tokens_are_metrics()
    {
        var seen = new ConcurrentQueue<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Meter.Name == "SynthTrain.Teachers") self.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => seen.Enqueue($"{instrument.Name} {instrument.Unit} {Text(tags)}"));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Enqueue($"{instrument.Name} {instrument.Unit} {value} {Text(tags)}"));
        listener.Start();
        await Ask(_ => null);
        await Assert.ThrowsExactlyAsync<ProviderException>(() => Ask(_ => new ProviderException(ProviderFault.Server, "500")));
        const string Common = "gen_ai.operation.name=chat gen_ai.provider.name=gcp.gemini gen_ai.request.model=gpt-x server.address=localhost server.port=4711";
        CollectionAssert.AreEqual(
            new[]
            {
                $"gen_ai.client.token.usage {{token}} 10 {Common} gen_ai.response.model=gpt-x gen_ai.token.type=input",
                $"gen_ai.client.token.usage {{token}} 5 {Common} gen_ai.response.model=gpt-x gen_ai.token.type=output",
                $"gen_ai.client.operation.duration s {Common} gen_ai.response.model=gpt-x",
                $"gen_ai.client.operation.duration s {Common} error.type=server",
            },
            seen.ToArray());

        static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
    }

    [TestMethod]
    public void Nobody_listens_and_the_call_goes_straight_to_the_model()
    {
        var model = new ScriptedModel(_ => null);
        Assert.IsFalse(Telemetry.IsHeard);
        var ask = new TraceTeacher(model, s_teacher, "gpt-x", TimeProvider.System).AskAsync(Request(), default);
        Assert.IsTrue(ask.IsCompletedSuccessfully);
        Assert.AreEqual(1, model.Count);
    }

    [TestMethod]
    public async Task Spans_and_metrics_reach_a_collector_before_the_export_ends_and_carry_no_prompt_and_no_reply()
    {
        var collector = new HttpListener();
        var endpoint = Start(collector);
        var received = new ConcurrentDictionary<string, string>();
#pragma warning disable CA2025 // It ends when the collector is closed, and is awaited.
        var serve = ServeAsync(collector, received);
#pragma warning restore CA2025
        using (TraceExport.Start(endpoint))
            await Ask(_ => null);
        collector.Close();
        await serve;
        Assert.Contains("chat gpt-x", received["/v1/traces"]);
        Assert.Contains("gen_ai.usage.input_tokens", received["/v1/traces"]);
        Assert.Contains("gen_ai.client.operation.duration", received["/v1/metrics"]);
        Assert.Contains("gen_ai.client.token.usage", received["/v1/metrics"]);
        Assert.DoesNotContain("SECRET", string.Concat(received.Values));
        Assert.IsFalse(Telemetry.IsHeard);
    }

    [TestMethod]
    public async Task A_collector_that_is_not_there_disturbs_nothing()
    {
        using (TraceExport.Start(new Uri("http://127.0.0.1:1/")))
            Assert.AreEqual("yes", (await Ask(_ => null)).Text);
    }

    private static Uri Start(HttpListener collector)
    {
        for (var port = 20_000 + (Environment.ProcessId % 20_000); ; port++)
        {
            try
            {
                collector.Prefixes.Add($"http://127.0.0.1:{port}/");
                collector.Start();
                return new Uri($"http://127.0.0.1:{port}/");
            }
            catch (HttpListenerException)
            {
                collector.Prefixes.Clear();
            }
        }
    }

    private static async Task ServeAsync(HttpListener collector, ConcurrentDictionary<string, string> received)
    {
        try
        {
            while (true)
            {
                var context = await collector.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                received.AddOrUpdate(context.Request.Url!.AbsolutePath, Encoding.Latin1.GetString(body.ToArray()), (_, earlier) => earlier + Encoding.Latin1.GetString(body.ToArray()));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "SynthTrain.Teachers",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static TeacherRequest Request() => ScriptedModel.Request("SECRET prompt") with { Teacher = s_teacher, ResponseSchema = "{}" };

    private static Task<TeacherReply> Ask(Func<int, ProviderException?> fault) =>
        new TraceTeacher(new ScriptedModel(fault), s_teacher, "gpt-x", TimeProvider.System).AskAsync(Request(), default).AsTask();
}
