using SynthTrain.Core.IO;
using SynthTrain.Teachers.Secrets;
using SynthTrain.Worker.Channels;

namespace SynthTrain.Worker.Commands;

/// <summary>What a small verb works with.</summary>
/// <param name="Files">The file system.</param>
/// <param name="Project">The project's folder.</param>
/// <param name="Channel">Who listens.</param>
/// <param name="Keys">The project's keys.</param>
/// <param name="Drain">Ends softly.</param>
internal sealed record VerbContext(IFileSystem Files, string Project, IWorkerChannel Channel, KeyRing Keys, CancellationToken Drain);
