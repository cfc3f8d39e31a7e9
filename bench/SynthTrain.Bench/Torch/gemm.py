"""torch.mm of square float32 matrices, the best of several. OPENBLAS_NUM_THREADS=2 python3 gemm.py 2 (Debian: python3-torch libopenblas0-pthread)"""
import sys, time
import torch
threads = int(sys.argv[1]) if len(sys.argv) > 1 else 2
torch.set_num_threads(threads)
for n in (256, 576, 1024, 2048):
    a, b = torch.randn(n, n), torch.randn(n, n)
    best = 1e9
    for _ in range(11):
        start = time.perf_counter()
        torch.mm(a, b)
        best = min(best, time.perf_counter() - start)
    print(f"torch {torch.__version__} gemm {n}: {2 * n ** 3 / best / 1e9:.1f} GFLOP/s, {threads} threads")
