using Microsoft.Build.Framework;
using SynthTrain.Core.Stages;
using SynthTrain.Tasks.Messages;
using SynthTrain.Tasks.Tests.Support;

namespace SynthTrain.Tasks.Tests.Messages;

[TestClass]
public sealed class LiveProgressTests
{
    private readonly FakeEngine _engine = new();
    private readonly FakeTime _time = new();

    [TestMethod]
    public void The_terminal_gets_four_updates_a_second_as_the_event_it_shows_live()
    {
        var progress = new LiveProgress(_engine, "drafts", terminal: true, _time);
        Run(progress, seconds: 10, perSecond: 100);
        Assert.IsInRange(36, 40, _engine.Messages.Count);
        var last = (ExtendedBuildMessageEventArgs)_engine.Messages[^1];
        Assert.AreEqual("TLTESTPASSED", last.ExtendedType);
        Assert.AreEqual("drafts", last.ExtendedMetadata!["localizedResult"]);
        StringAssert.StartsWith(last.ExtendedMetadata["displayName"], "1000/1000 100 %");
    }

    [TestMethod]
    public void Elsewhere_there_is_a_line_every_two_seconds()
    {
        var progress = new LiveProgress(_engine, "drafts", terminal: false, _time);
        Run(progress, seconds: 60, perSecond: 10);
        Assert.IsInRange(28, 36, _engine.Messages.Count);
        Assert.IsTrue(_engine.Messages.TrueForAll(message => message is not ExtendedBuildMessageEventArgs));
    }

    [TestMethod]
    public void A_quick_stage_prints_no_line_at_all()
    {
        var progress = new LiveProgress(_engine, "split", terminal: false, _time);
        Run(progress, seconds: 0.9, perSecond: 1000);
        Assert.IsEmpty(_engine.Messages);
    }

    [TestMethod]
    public void A_line_says_rows_rate_tokens_money_and_time_left()
    {
        var progress = new LiveProgress(_engine, "drafts", terminal: false, _time);
        _time.Pass(TimeSpan.FromSeconds(10));
        progress.Report(new StageProgress(60, 120, 20, 4200, 0.1234m));
        Assert.AreEqual("drafts: 60/120 50 %, 4 rows/s, 20 reused, 4200 tokens, $0.1234, 15 s left", _engine.Lines.Single());
    }

    [TestMethod]
    [DataRow(3600 * 30, "30:00:00 left")]
    [DataRow(90, "1:30 left")]
    public void Long_waits_are_told_in_minutes_and_hours(int seconds, string expected)
    {
        var progress = new LiveProgress(_engine, "drafts", terminal: false, _time);
        _time.Pass(TimeSpan.FromSeconds(10));
        progress.Report(new StageProgress(10, 10 + seconds, 0, 0, null));
        StringAssert.EndsWith(_engine.Lines.Single(), expected);
    }

    private void Run(LiveProgress progress, double seconds, int perSecond)
    {
        var total = (int)(seconds * perSecond);
        for (var row = 1; row <= total; row++)
        {
            _time.Pass(TimeSpan.FromSeconds(1.0 / perSecond));
            progress.Report(new StageProgress(row, total, 0, 0, null));
        }
    }

    private sealed class FakeTime : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(TimeSpan time) => _now += time.Ticks;
    }
}
