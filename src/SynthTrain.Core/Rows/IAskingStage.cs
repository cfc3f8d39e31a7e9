using SynthTrain.Core.Stages;

namespace SynthTrain.Core.Rows;

/// <summary>A row stage that asks the teacher or not, as its options say. Of one that does not say, it is taken that it asks. Rows of one that does not ask are the same whoever its teacher is.</summary>
public interface IAskingStage
{
    /// <summary>Whether any row may ask.</summary>
    bool Asks(StageContext context);
}
