using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Rows;

/// <summary>A row stage that asks the teacher or not, as its options say. Of one that does not say, forecasts take it that it asks.</summary>
public interface IAskingStage
{
    /// <summary>Whether any row may ask.</summary>
    bool Asks(StageContext context);
}
