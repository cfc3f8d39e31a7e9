using SynthTrain.Core.Teachers;

namespace SynthTrain.Core.Rows;

/// <summary>A request that a row asked, and its reply.</summary>
internal readonly record struct RowStep(TeacherRequest Request, TeacherReply Reply);
