using System.Diagnostics;
using System.Globalization;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Limits;

// Takes places from a shared limiter until its time is over, and prints when each request would arrive at a provider, by the clock that all processes of the machine share.
// Arguments: folder, requests a window, window in ms, run time in ms; or the name of a limiter's mutex alone, which it then takes and keeps until it is killed.
if (args.Length == 1)
    Hold(args[0]);
var (folder, requests) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture));
var window = TimeSpan.FromMilliseconds(int.Parse(args[2], CultureInfo.InvariantCulture));
var end = Stopwatch.GetTimestamp() + (long)(int.Parse(args[3], CultureInfo.InvariantCulture) * (Stopwatch.Frequency / 1000.0));
using var limiter = SharedLimiter.Open(new LimiterOptions
{
    Endpoint = "http://probe/",
    Model = "m",
    Directory = folder,
    Time = TimeProvider.System,
    Limits = new TeacherLimits { RequestsPerMinute = requests, Window = window },
});
await Console.Out.WriteLineAsync("ready");
var random = new Random(Environment.ProcessId);
await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(WorkAsync)));

async Task WorkAsync()
{
    while (Stopwatch.GetTimestamp() < end)
    {
        if (await limiter.TakeAsync(0, TimeSpan.FromMinutes(5), CancellationToken.None) is not { } slot)
            return;
        int way;
        lock (random)
            way = random.Next(0, 20);
        await Task.Delay(way);
        await Console.Out.WriteLineAsync(Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture));
        await Task.Delay(way);
        limiter.Settle(slot, null);
    }
}

// On one thread, which owns the mutex.
static void Hold(string name)
{
    using var mutex = new Mutex(initiallyOwned: false, name, new NamedWaitHandleOptions { CurrentUserOnly = true, CurrentSessionOnly = false });
    mutex.WaitOne();
    Console.WriteLine("ready");
    Thread.Sleep(Timeout.Infinite);
}
