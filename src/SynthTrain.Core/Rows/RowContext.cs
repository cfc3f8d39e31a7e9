using SynthTrain.Core.Teachers;

namespace SynthTrain.Core.Rows;

/// <summary>What a row function may do besides computing: ask the teacher.</summary>
public abstract class RowContext
{
    /// <summary>The stage's named teacher, to put into requests.</summary>
    public abstract TeacherDefinition Teacher { get; }

    /// <summary>Whether only requests are counted: what the row becomes is thrown away, so work that no request depends on can be left out.</summary>
    public virtual bool IsRehearsal => false;

    /// <summary>The run is to end: long work of a row function stops, and is done again in the next run.</summary>
    public virtual CancellationToken Stopping => CancellationToken.None;

    /// <summary>Asks one request; a request that was answered before returns at once.</summary>
    public abstract ValueTask<TeacherReply> AskAsync(TeacherRequest request);

    /// <summary>Asks several at the same time; replies come in the order of the requests.</summary>
    public abstract ValueTask<IReadOnlyList<TeacherReply>> AskAllAsync(IReadOnlyList<TeacherRequest> requests);
}
