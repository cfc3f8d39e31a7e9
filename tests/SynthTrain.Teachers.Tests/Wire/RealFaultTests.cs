using SynthTrain.Core.Teachers;
using SynthTrain.Loopback;
using SynthTrain.Loopback.Faults;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Tests.Wire.Support;

namespace SynthTrain.Teachers.Tests.Wire;

/// <summary>What our providers make of what goes wrong on a real connection.</summary>
[TestClass]
public sealed class RealFaultTests
{
    [TestMethod]
    [DataRow(FaultKind.RateLimit, ProviderFault.RateLimited)]
    [DataRow(FaultKind.RateLimitSeconds, ProviderFault.RateLimited)]
    [DataRow(FaultKind.RateLimitDate, ProviderFault.RateLimited)]
    [DataRow(FaultKind.RateLimitMilliseconds, ProviderFault.RateLimited)]
    [DataRow(FaultKind.QuotaSpent, ProviderFault.QuotaSpent)]
    [DataRow(FaultKind.ServerError, ProviderFault.Server)]
    [DataRow(FaultKind.BadGateway, ProviderFault.Server)]
    [DataRow(FaultKind.Overloaded, ProviderFault.Overloaded)]
    [DataRow(FaultKind.Reset, ProviderFault.Network)]
    [DataRow(FaultKind.ResetBefore, ProviderFault.Network)]
    [DataRow(FaultKind.HalfJson, ProviderFault.BadReply)]
    [DataRow(FaultKind.HtmlOk, ProviderFault.NotTheApi)]
    [DataRow(FaultKind.HtmlForbidden, ProviderFault.NotTheApi)]
    [DataRow(FaultKind.WrongKey, ProviderFault.Unauthorized)]
    [DataRow(FaultKind.UnknownModel, ProviderFault.UnknownModel)]
    [DataRow(FaultKind.SchemaRefused, ProviderFault.SchemaRefused)]
    [DataRow(FaultKind.TooLong, ProviderFault.TooLong)]
    public async Task A_fault_has_the_same_name_with_every_provider_and_never_shows_the_key(FaultKind kind, ProviderFault expected)
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Faults = FaultScript.Of(FaultRule.Every(kind)) });

        var wrong = new List<string>();
        foreach (var provider in RealTeacher.Providers)
        {
            var (fault, said) = await FaultAsync(RealTeacher.Definition(server, provider));
            if (fault?.Fault != expected)
                wrong.Add($"{provider}: {fault?.Fault.ToString() ?? "none"}: {said}");
            Assert.IsFalse(said.Contains(RealTeacher.Key, StringComparison.Ordinal), $"{provider}: {said}");
            if (kind is FaultKind.RateLimitSeconds or FaultKind.RateLimitDate or FaultKind.RateLimitMilliseconds && fault?.RetryAfter is null)
                wrong.Add($"{provider}: no RetryAfter");
        }

        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    [TestMethod]
    [DataRow(FaultKind.Reset, ProviderFault.Network)]
    [DataRow(FaultKind.HalfJson, ProviderFault.BadReply)]
    [DataRow(FaultKind.ErrorInStream, ProviderFault.Overloaded)]
    public async Task A_stream_that_breaks_is_no_reply(FaultKind kind, ProviderFault expected)
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Faults = FaultScript.Of(FaultRule.Every(kind)) });

        var wrong = new List<string>();
        foreach (var provider in RealTeacher.Providers)
        {
            var (fault, said) = await FaultAsync(RealTeacher.Definition(server, provider, stream: true));
            // Chat completions have no word for an overload.
            var wanted = kind == FaultKind.ErrorInStream && provider is ("openai" or "ollama") ? ProviderFault.Server : expected;
            if (fault?.Fault != wanted)
                wrong.Add($"{provider}: {fault?.Fault.ToString() ?? "none"}: {said}");
        }

        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    [TestMethod]
    [DataRow(FaultKind.UnknownFields)]
    [DataRow(FaultKind.DuplicateReply)]
    [DataRow(FaultKind.SlowDrip)]
    [DataRow(FaultKind.OtherId)]
    public async Task A_reply_that_is_only_odd_is_taken_or_refused_but_never_changed(FaultKind kind)
    {
        var script = FaultScript.Of(FaultRule.Every(kind) with { DripMs = 2 });
        await using var good = await ProviderServer.StartAsync();
        await using var odd = await ProviderServer.StartAsync(new ProviderServerOptions { Faults = script });

        var wrong = new List<string>();
        foreach (var provider in RealTeacher.Providers)
        {
            foreach (var stream in new[] { false, true })
            {
                var expected = await RealTeacher.AskAsync(RealTeacher.Definition(good, provider, stream));
                try
                {
                    var reply = await RealTeacher.AskAsync(RealTeacher.Definition(odd, provider, stream));
                    if (reply.Text != expected.Text || reply.FinishReason != expected.FinishReason)
                        wrong.Add($"{provider}, stream {stream}: {reply.Text}");
                }
                catch (ProviderException e) when (kind == FaultKind.OtherId && e.Fault == ProviderFault.BadReply)
                {
                    // A reply that mixes two is refused, and asked for again.
                }
            }
        }

        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    [TestMethod]
    [DataRow(FaultKind.Length, "length", "length", "length")]
    [DataRow(FaultKind.ContentFilter, "content_filter", "refusal", "content_filter")]
    [DataRow(FaultKind.Refusal, "refusal", "refusal", "stop")]
    public async Task Replies_end_in_one_set_of_words(FaultKind kind, string openAi, string anthropic, string gemini)
    {
        await using var server = await ProviderServer.StartAsync(new ProviderServerOptions { Faults = FaultScript.Of(FaultRule.Every(kind)) });

        foreach (var provider in RealTeacher.Providers)
        {
            foreach (var stream in new[] { false, true })
            {
                var reply = await RealTeacher.AskAsync(RealTeacher.Definition(server, provider, stream));
                var expected = provider switch { "anthropic" => anthropic, "gemini" or "vertex" => gemini, _ => openAi };
                Assert.AreEqual(expected, reply.FinishReason, $"{provider}, stream {stream}: {reply.Text}");
            }
        }
    }

    private static async Task<(ProviderException? Fault, string Said)> FaultAsync(TeacherDefinition definition)
    {
        try
        {
            var reply = await RealTeacher.AskAsync(definition, RealTeacher.Schema);
            return (null, $"{reply.FinishReason} {reply.Text}");
        }
        catch (ProviderException e)
        {
            return (e, e.ToString());
        }
    }
}
