namespace TorchSharp;

public static partial class torch
{
    /// <summary>Threads that one operation may use; results do not depend on it.</summary>
    public static int get_num_threads() => Kernels.Threads.Count;

    public static void set_num_threads(int num) => Kernels.Threads.Count = num;

    /// <summary>What another assembly knows of GPUs; here there are none.</summary>
    public static partial class cuda
    {
        public static bool is_available() => false;

        public static int device_count() => 0;

        /// <summary>Seeds the generator of every GPU: of none.</summary>
        public static void manual_seed_all(long seed)
        {
        }
    }
}
