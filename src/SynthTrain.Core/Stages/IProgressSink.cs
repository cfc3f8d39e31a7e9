namespace SynthTrain.Core.Stages;

/// <summary>Where progress goes. May be called for every row: implementations throttle and do not throw.</summary>
public interface IProgressSink
{
    /// <summary>Reports how far the stage is.</summary>
    void Report(StageProgress progress);
}
