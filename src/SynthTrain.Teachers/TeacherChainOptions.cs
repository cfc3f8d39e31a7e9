using System.Reflection;
using SynthTrain.Core.Diagnostics;
using SynthTrain.Core.IO;
using SynthTrain.Core.Rows;
using SynthTrain.Core.Teachers;
using SynthTrain.Teachers.Batches;
using SynthTrain.Teachers.Money;
using SynthTrain.Teachers.Replies;
using SynthTrain.Teachers.Providers;
using SynthTrain.Teachers.Secrets;

namespace SynthTrain.Teachers;

/// <summary>What a chain is made of.</summary>
public sealed record TeacherChainOptions
{
    /// <summary>The named teacher.</summary>
    public required TeacherDefinition Teacher { get; init; }

    /// <summary>The file system.</summary>
    public required IFileSystem Files { get; init; }

    /// <summary>The clock that delays are measured by.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Gets a warning when kept replies are damaged.</summary>
    public required IDiagnosticSink Diagnostics { get; init; }

    /// <summary>Where replies are kept, absolute: <c>.synthtrain/replies</c>.</summary>
    public required string ReplyDirectory { get; init; }

    /// <summary>Folder with committed recordings (<c>SynthRecordings</c>), absolute; null for none.</summary>
    public string? Recordings { get; init; }

    /// <summary>The name of <see cref="Recordings"/> that messages print.</summary>
    public string RecordingsDisplay { get; init; } = "recordings";

    /// <summary>Keys, clock and network of providers.</summary>
    public ProviderServices Services { get; init; } = new(new KeyRing(_ => null), TimeProvider.System);

    /// <summary>Requests that the stage has under way at a time.</summary>
    public int Concurrency { get; init; } = RowDefaults.Concurrency;

    /// <summary>Folder through which the builds of this machine share the limits of providers, absolute; null keeps them in this process.</summary>
    public string? LimitsDirectory { get; init; }

    /// <summary>Numbers from 0 up to 1 that spread delays, for several threads; they shape no answer. By default the middle.</summary>
    public Func<double> Randomizer { get; init; } = static () => 0.5;

    /// <summary>Gives up what was sent: the hard end, where the token of a call is the soft one. Null (default) for callers whose token is both.</summary>
    public CancellationToken? Abort { get; init; }

    /// <summary>Batch jobs instead of requests one by one; null (default) for the latter.</summary>
    public BatchJobs? Batch { get; init; }

    /// <summary>Assemblies with offline rules.</summary>
    public IReadOnlyList<Assembly> RuleAssemblies { get; init; } = [];

    /// <summary>Gets one line a call sent (<c>SynthTeacherLog</c>), absolute; null for none.</summary>
    public string? LogFile { get; init; }

    /// <summary>How often the stage was forced; part of every reply's key.</summary>
    public int ForceEpoch { get; init; }

    /// <summary>Where a model's requests are paid from; null for a teacher that is no model.</summary>
    public ISpendAccount? Account { get; init; }

    /// <summary>Prices of <see cref="Teacher"/>; null for a teacher that is no model.</summary>
    public TeacherPrices? Prices { get; init; }

    /// <summary>Makes what stands in the place of the models, so that nothing is sent and nothing written: the reply cache is read, and what it lacks goes there. Null (default) asks the models.</summary>
    public Func<RequestKeys, ITeacher>? Rehearse { get; init; }
}
