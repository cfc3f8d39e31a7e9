namespace SynthTrain.Training.Evaluation.Answering;

/// <summary>Counts calls that fail one after the other: each is tried several times, and hundreds of rows at a dead endpoint would take hours. A streak that is too long stays so.</summary>
internal sealed class FailureStreak(int longest)
{
    private readonly Lock _gate = new();
    private int _count;

    public bool HadSuccess { get; private set; }

    public bool IsTooLong
    {
        get
        {
            lock (_gate)
                return _count >= longest;
        }
    }

    public void Note(bool success)
    {
        lock (_gate)
        {
            HadSuccess |= success;
            if (_count < longest)
                _count = success ? 0 : _count + 1;
        }
    }
}
