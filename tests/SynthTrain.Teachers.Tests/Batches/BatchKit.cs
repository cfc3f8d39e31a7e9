using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Stages;
using SynthTrain.Core.Teachers;
using SynthTrain.Core.Tests.Rows.Support;
using SynthTrain.Teachers.Batches;
using SynthTrain.Teachers.Money;
using SynthTrain.Teachers.Offline;
using SynthTrain.Teachers.Replies;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Tests.Batches;

/// <summary>A row project whose teacher answers by batch jobs.</summary>
internal sealed class BatchKit : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    public BatchKit(int rows = 0)
    {
        Project = new RowProject().Write(rows == 0 ? RowProject.SixRows : RowProject.Many(rows));
        Project.Settings["concurrency"] = "4";
    }

    public RowProject Project { get; }

    public FakeBatches Provider { get; } = new();

    public ISpendAccount? Account { get; set; }

    public string? Adopt { get; set; }

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public TimeSpan Pause { get; set; } = s_pause;

    public KeyRing Secrets { get; set; } = new(_ => null);

    public List<string> Said { get; } = [];

    /// <summary>Loses folders of the project's state.</summary>
    public void Forget(params IEnumerable<string> parts)
    {
        foreach (var part in parts)
            System.IO.Directory.Delete(Path.Combine(Project.Root, ".synthtrain", part), recursive: true);
    }

    public string Directory => Path.Combine(Project.Root, ".synthtrain/batches/main/test");

    /// <summary>What the same rows give when they are asked one by one.</summary>
    public static async Task<string> LiveAsync(int rows = 0)
    {
        using var kit = new BatchKit(rows);
        await kit.Project.RunAsync(new TestTeacher());
        return kit.Project.AllOutput();
    }

    /// <summary>One build.</summary>
    public async Task<StageResult> BuildAsync(IFileSystem? files = null, CancellationToken drain = default)
    {
        var keys = new RequestKeys(new OfflineRules([]), 0);
        using var store = new ReplyStore(new ReplyStoreOptions { Files = new PhysicalFileSystem(), Directory = Project.Replies, Diagnostics = Project.Diagnostics });
        using var collector = new BatchCollector(new BatchOptions
        {
            Stage = "test",
            Teacher = RowProject.Teacher with { Limits = new TeacherLimits { MaxAttempts = 3 } },
            Provider = Provider,
            Wire = new FakeWire(),
            Files = files ?? new PhysicalFileSystem(),
            Time = Time,
            Directory = Directory,
            Keys = keys,
            Store = store,
            Secrets = Secrets,
            Account = Account,
            Price = reply => (reply.InputTokens + reply.OutputTokens) * 0.001m,
            Bound = estimate => (estimate.InputTokens + estimate.OutputTokens) * 0.001m,
            Estimate = _ => new SpendEstimate("m", 1, 100, 50),
            AdoptJob = Adopt,
            Say = Said.Add,
            FirstPause = Pause,
            LongestPause = Pause,
        });
        Project.NextRound = collector.NextRoundAsync;
        return await Project.RunAsync(new ReplyCache(collector, store, keys), stage: null, drain);
    }

    /// <summary>A build that is interrupted while its first job runs: the job's id.</summary>
    public async Task<string> InterruptAsync()
    {
        using var drain = new CancellationTokenSource();
        Provider.Looked = drain.Cancel;
        await Assert.ThrowsAsync<OperationCanceledException>(() => BuildAsync(drain: drain.Token));
        Provider.Looked = null;
        return Provider.Ids[^1];
    }

    /// <summary>The code that a build ends with.</summary>
    public async Task<string> FaultAsync() => (await Assert.ThrowsExactlyAsync<SynthException>(() => BuildAsync())).Diagnostics.Single().Code;

    public void Dispose() => Project.Dispose();
}
