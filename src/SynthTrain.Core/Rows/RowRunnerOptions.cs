using SynthTrain.Core.Teachers;

namespace SynthTrain.Core.Rows;

/// <summary>What the row runner gets from its caller besides the stage's context.</summary>
public sealed record RowRunnerOptions
{
    /// <summary>The journal, absolute: one file for each run and stage. The caller holds the stage's lock.</summary>
    public required string JournalPath { get; init; }

    /// <summary>Who answers; null for a stage that asks nobody.</summary>
    public ITeacher? Teacher { get; init; }

    /// <summary>What shapes answers besides the teacher's definition: the versions of the offline rules. Part of every row's key.</summary>
    public string? TeacherIdentity { get; init; }

    /// <summary>
    /// Called when all rows were run and some of their requests wait (<see cref="ReplyPendingException"/>): sends what was noted and returns when the replies are in the reply cache, for another round over the
    /// rows; throws when nothing was answered. Gets the soft end. Null (default) when no teacher of the stage lets rows wait.
    /// </summary>
    public Func<CancellationToken, Task>? NextRound { get; init; }

    /// <summary>How often the stage was forced; part of every row's key, so that a forced stage makes all rows anew and can still be resumed.</summary>
    public int ForceEpoch { get; init; }
}
