using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Support;
using SynthTrain.Teachers.Limits;

namespace SynthTrain.Teachers.Tests.Limits;

/// <summary>Several processes at one limiter.</summary>
[TestClass]
public sealed class SharedLimiterTests
{
    private const int Window = 2000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Two_processes_together_never_send_more_than_allowed_in_any_window()
    {
        using var folder = new TempFolder();
        const int Limit = 60;
        using var one = new Probe(folder["limits"], Limit, Window, 9000);
        using var two = new Probe(folder["limits"], Limit, Window, 9000);
        var arrivals = one.Arrivals().Concat(two.Arrivals()).Order().ToList();
        var ticks = Window * (Stopwatch.Frequency / 1000);
        var most = arrivals.Select((time, number) => arrivals.Skip(number).TakeWhile(later => later < time + ticks).Count()).Max();
        TestContext.WriteLine($"{arrivals.Count} requests, at most {most} of {Limit} in a window, {arrivals.Count * (double)ticks / (arrivals[^1] - arrivals[0]) / Limit:P1} of the rate");
        Assert.IsLessThanOrEqualTo(Limit, most);
        Assert.IsGreaterThan(2 * Limit, arrivals.Count);
    }

    [TestMethod]
    public async Task A_process_that_is_killed_while_it_holds_the_lock_does_not_stop_the_others()
    {
        using var folder = new TempFolder();
        var options = Options(folder);
        using var limiter = SharedLimiter.Open(options);
        await limiter.TakeAsync(0, s_patience, default);
        using var holder = new Probe(LimiterFile.MutexOf(LimiterFile.PathOf(options, options.Directory!)));
        holder.WaitReady();
        var waiting = Task.Run(() => limiter.TakeAsync(0, s_patience, default).AsTask());
        await Task.WhenAny(waiting, Task.Delay(200));
        Assert.IsFalse(waiting.IsCompleted, "Nobody holds the lock.");
        holder.Kill();
        Assert.AreEqual(1, (await waiting.WaitAsync(s_patience))!.Value.Number);
    }

    [TestMethod]
    public async Task A_holder_that_dies_leaves_a_log_that_is_mended()
    {
        using var folder = new TempFolder();
        var options = Options(folder);
        using var limiter = SharedLimiter.Open(options);
        await limiter.TakeAsync(0, s_patience, default);
        using var mutex = new Mutex(initiallyOwned: false, LimiterFile.MutexOf(LimiterFile.PathOf(options, options.Directory!)), new NamedWaitHandleOptions { CurrentUserOnly = true, CurrentSessionOnly = false });
        var holder = new Thread(() => mutex.WaitOne());
        holder.Start();
        holder.Join();
        var slot = await limiter.TakeAsync(0, s_patience, default).AsTask().WaitAsync(s_patience);
        Assert.AreEqual(1, slot!.Value.Number);
    }

    private static LimiterOptions Options(TempFolder folder) => new() { Endpoint = "e", Model = "m", Limits = new TeacherLimits { RequestsPerMinute = 5 }, Time = TimeProvider.System, Directory = folder["limits"] };

    private sealed class Probe : IDisposable
    {
        private readonly Process _process;
        private readonly ConcurrentQueue<string> _lines = new();
        private readonly ManualResetEventSlim _ready = new();

        public Probe(string folder, int requests, int window, int milliseconds)
            : this(folder, Text(requests), Text(window), Text(milliseconds))
        {
        }

        public Probe(params string[] arguments)
        {
            var probe = Path.Combine(AppContext.BaseDirectory, "..", "..", "SynthTrain.LimitProbe", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/', '\\')), "SynthTrain.LimitProbe.dll");
            var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
            foreach (string argument in (string[])["exec", probe, .. arguments])
                start.ArgumentList.Add(argument);
            _process = Process.Start(start)!;
            _process.OutputDataReceived += (_, line) =>
            {
                if (line.Data == "ready")
                    _ready.Set();
                else if (line.Data is not null)
                    _lines.Enqueue(line.Data);
            };
            _process.BeginOutputReadLine();
        }

        public void WaitReady() => Assert.IsTrue(_ready.Wait(s_patience));

        public void Kill()
        {
            _process.Kill();
            _process.WaitForExit();
        }

        public IReadOnlyList<long> Arrivals()
        {
            Assert.IsTrue(_process.WaitForExit(s_patience), "The probe hangs.");
            _process.WaitForExit();
            Assert.AreEqual(0, _process.ExitCode);
            return [.. _lines.Select(line => long.Parse(line, CultureInfo.InvariantCulture))];
        }

        public void Dispose()
        {
            if (!_process.HasExited)
                Kill();
            _process.Dispose();
            _ready.Dispose();
        }

        private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
