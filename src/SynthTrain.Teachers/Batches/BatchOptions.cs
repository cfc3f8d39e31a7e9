using SynthTrain.Core.IO;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Money;
using SynthTrain.Teachers.Replies;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers.Batches;

/// <summary>What batch jobs of one stage are made with.</summary>
public sealed record BatchOptions
{
    /// <summary>The stage, as progress names it.</summary>
    public required string Stage { get; init; }

    /// <summary>The named teacher; its first model is asked.</summary>
    public required TeacherDefinition Teacher { get; init; }

    /// <summary>The provider's jobs.</summary>
    public required IBatchProvider Provider { get; init; }

    /// <summary>Bodies and replies.</summary>
    public required IBatchWire Wire { get; init; }

    /// <summary>The file system.</summary>
    public required IFileSystem Files { get; init; }

    /// <summary>The clock that polls are spaced by.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where requests, results and the record of jobs are: <c>.synthtrain/batches/RUN/STAGE</c>, absolute. The caller holds the stage's lock.</summary>
    public required string Directory { get; init; }

    /// <summary>Keys of requests.</summary>
    public required RequestKeys Keys { get; init; }

    /// <summary>Where replies are put.</summary>
    public required ReplyStore Store { get; init; }

    /// <summary>Takes keys of providers out of replies.</summary>
    public required KeyRing Secrets { get; init; }

    /// <summary>Where money is held; null when nothing is counted.</summary>
    public ISpendAccount? Account { get; init; }

    /// <summary>The batch price of a reply; null when no price is known.</summary>
    public Func<TeacherReply, decimal?> Price { get; init; } = _ => null;

    /// <summary>The most US dollars that one request can come to; null when no price is known.</summary>
    public Func<SpendEstimate, decimal?> Bound { get; init; } = _ => null;

    /// <summary>The most that a request can come to.</summary>
    public Func<TeacherRequest, SpendEstimate> Estimate { get; init; } = request => new SpendEstimate(request.Teacher.Models[0], 1, 0, 0);

    /// <summary>A job to take results from (<c>SynthBatchApiJob</c>); null for none.</summary>
    public string? AdoptJob { get; init; }

    /// <summary>Gets a line while jobs are waited for.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>Pause before the second look at a job; default 5 s, growing by half each time.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause; default one minute, since jobs take minutes to hours.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Jobs under way at a time; default 4.</summary>
    public int MaxJobs { get; init; } = 4;

    /// <summary>Rounds without a single reply after which the stage stops, and results without a reply after which a row fails; default 3.</summary>
    public int MaxFruitless { get; init; } = 3;
}
