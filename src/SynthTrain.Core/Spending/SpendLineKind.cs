namespace SynthTrain.Core.Spending;

/// <summary>What a line of the ledger says.</summary>
internal enum SpendLineKind
{
    /// <summary>A line of a later version; passed over.</summary>
    Other,

    /// <summary>A process begins; what its slot's earlier process held is lost.</summary>
    Session,

    /// <summary>Held for requests about to be sent.</summary>
    Hold,

    /// <summary>What held requests came to.</summary>
    Settle,

    /// <summary>A process died; what it held counts at its bound.</summary>
    Lost,

    /// <summary>A verb ended well: what its stages spent counts no more.</summary>
    Completed,

    /// <summary>Everything before was cut off: nothing was spent or held.</summary>
    Cut,
}
