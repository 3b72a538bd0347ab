"""Import before torch or numpy: peers run with the kernels of this processor, on one thread.

OpenBLAS 0.3.21 of Debian 12 takes processors it does not know for a Prescott (SSE3): on a Sapphire or Emerald Rapids its products of
single precision are then 6 to 10 times slower than they can be. ATen of Debian prefers AVX2 where AVX-512 is faster, too. Whatever the
environment says already is left alone.
"""
import os


def _flags():
    with open("/proc/cpuinfo", encoding="utf-8") as cpus:
        return next((set(line.split(":")[1].split()) for line in cpus if line.startswith("flags")), set())


def _kernels():
    """OpenBLAS core, ATen capability."""
    flags = _flags()
    if {"avx512f", "avx512dq", "avx512bw", "avx512vl"} <= flags:
        return ("COOPERLAKE" if "avx512_bf16" in flags else "SKYLAKEX"), "avx512"
    return ("HASWELL", "avx2") if {"avx2", "fma"} <= flags else (None, "default")


_core, _capability = _kernels()
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("ATEN_CPU_CAPABILITY", _capability)
if _core:
    os.environ.setdefault("OPENBLAS_CORETYPE", _core)

TEXT = f"OpenBLAS kernels {os.environ.get('OPENBLAS_CORETYPE', 'chosen by OpenBLAS')}, ATen {os.environ['ATEN_CPU_CAPABILITY']}"
