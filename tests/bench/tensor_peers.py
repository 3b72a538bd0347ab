#!/usr/bin/python3
"""The decomposed matrix times a batch beside PyTorch, and the hierarchical SVD beside numpy.

    tests/bench/tensor_peers.py product BUILD/tests/bench/trainer_steps [--rounds 5]
    tests/bench/tensor_peers.py svd BUILD/tests/bench/svd_rates [--rounds 3]

One thread, processor time; answers are compared. Prints one JSON object.
"""
import argparse
import json
import math
import os
import subprocess
import tempfile
import time

import fast_blas  # noqa: F401, before torch and numpy

import numpy as np


def timed(work, rounds):
    """Milliseconds of each round; the first, which takes memory, is left out."""
    times = []
    for number in range(-1, rounds):
        begun = time.process_time()
        answer = work()
        if number >= 0:
            times.append(1e3 * (time.process_time() - begun))
    return times, answer


def ours(words):
    return [float(word) for word in subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()]


def product(program, rounds):
    import torch
    import pytorch_lstm
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    result = {}
    for name in "bc":
        work = pytorch_lstm.WORKLOADS[name]
        inputs, hidden, steps, _ = work["shape"]
        samples = steps * work["batch"]
        with tempfile.TemporaryDirectory() as folder, torch.no_grad():
            mine = ours([program, "product", name, str(rounds), folder])
            with open(os.path.join(folder, "training.json"), encoding="utf-8") as file:
                extents = [core["extents"] for core in json.load(file)["cores"]]
            cores = [pytorch_lstm.read(folder, f"core{k}").view(*extents[k]) for k in range(len(extents))]
            cores = [core.view(shape) for core, shape in zip(cores, pytorch_lstm.core_shapes(work))]
            x = pytorch_lstm.read(folder, "inputs").view(samples, inputs)
            expected = pytorch_lstm.read(folder, "products").view(samples, 4 * hidden)

            def halves():
                """Both halves of the tree merged by einsum, then two matrix products."""
                left, right = pytorch_lstm.sides(work, cores)
                f, m_l, a = left.shape
                n, m_r, _ = right.shape
                y = (x.view(-1, n) @ right.permute(0, 2, 1).reshape(n, a * m_r)).view(-1, f * a, m_r)
                return torch.matmul(left.permute(0, 2, 1).reshape(f * a, m_l).t(), y).view(samples, -1)

            def chain():
                """One mode after the other by einsum, the stages of the plan."""
                v = x.view(samples, *work["n"])
                v = torch.einsum("sabcd,dqk->sabcqk", v, cores[3])
                v = torch.einsum("sabcqk,cpj->sabpqjk", v, cores[2])
                v = torch.einsum("sabpqjk,jkr->sabpqr", v, cores[4])
                v = torch.einsum("sabpqr,bmi->sampqri", v, cores[1])
                v = torch.einsum("sampqri,iru->sampqu", v, cores[5])
                return torch.einsum("sampqu,alw,wu->slmpq", v, cores[0], cores[6]).reshape(samples, -1)

            def whole():
                """W built, then one product."""
                return x @ pytorch_lstm.materialised(work, cores)

            forms = {"merged halves": halves, "einsum, mode by mode": chain}
            if inputs * hidden < 1e7:
                forms["W built"] = whole
            times = {}
            for form, run in forms.items():
                times[form], answer = timed(run, rounds if form != "einsum, mode by mode" else max(1, rounds // 2))
                apart = float((answer - expected).abs().max() / expected.abs().max())
                if apart > 1e-4:
                    raise SystemExit(f"({name}) {form}: products differ by {apart:.1e} of the largest")
            dense = torch.randn(inputs, 4 * hidden)
            times["dense sgemm"], _ = timed(lambda: x @ dense, max(1, rounds // 2))
            left, right = pytorch_lstm.sides(work, cores)
            f, m_l, a = left.shape
            n, m_r, _ = right.shape
            result[name] = {"ours": mine, "theirs": times, "samples": samples, "inputs": inputs, "rows": 4 * hidden,
                            "gflop": 2e-9 * samples * (f * n * a * m_r + f * a * m_l * m_r),
                            "dense_gflop": 2e-9 * samples * inputs * 4 * hidden}
    return result


def leaf_to_root(matrix, n, m, tree, rank):
    """Cores and the discarded squared singular values, by Gram matrices, the matrix projected after each cut."""
    d = len(n)
    tensor = matrix.reshape(*m, *n).transpose(*(axis for k in range(d) for axis in (k, d + k))).reshape([a * b for a, b in zip(n, m)])
    discarded = 0.0
    cores = []

    def cut(tensor, axis):
        """Keeps the `rank` largest directions of one axis."""
        nonlocal discarded
        before, here, after = math.prod(tensor.shape[:axis]), tensor.shape[axis], math.prod(tensor.shape[axis + 1:])
        blocks = tensor.reshape(before, here, after)
        gram = np.zeros((here, here))
        if before == 1 or after >= 64:
            for block in blocks:
                gram += block @ block.T
        else:
            flat = np.ascontiguousarray(blocks.transpose(1, 0, 2)).reshape(here, -1)
            gram = flat @ flat.T
        values, vectors = np.linalg.eigh(gram)
        keep = min(rank, here)
        discarded += float(np.maximum(values[:here - keep], 0).sum())
        basis = vectors[:, :-keep - 1:-1]
        cores.append(basis)
        return np.matmul(basis.T, blocks).reshape(*tensor.shape[:axis], keep, *tensor.shape[axis + 1:])

    def walk(node):
        """Axes of `tensor` shrink from right to left so that places of others stay."""
        nonlocal tensor
        if isinstance(node, int):
            tensor = cut(tensor, node)
            return [node]
        return [leaf for child in node for leaf in walk(child)]

    walk(tree)
    # Balanced over four modes: pairs of neighbouring ranks become one axis each, and the last cut is one SVD of what is left.
    shape = tensor.shape
    left = tensor.reshape(shape[0] * shape[1], shape[2] * shape[3])
    u, s, vt = np.linalg.svd(left, full_matrices=False)
    discarded += float((s[rank:] ** 2).sum())
    cores += [u[:, :rank], s[:rank], vt[:rank]]
    return cores, discarded


def svd(program, rounds):
    with tempfile.TemporaryDirectory() as folder:
        mine = json.loads(subprocess.run([program, str(rounds), folder], check=True, capture_output=True, text=True).stdout)
        matrix = np.fromfile(os.path.join(folder, "matrix.f64"))
        times = []
        for _ in range(rounds):
            begun = time.process_time()
            norm = float(matrix @ matrix)
            _, error = leaf_to_root(matrix, [8, 20, 20, 18], [4, 4, 4, 4], [[0, 1], [2, 3]], 6)
            times.append(time.process_time() - begun)
    if abs(norm - mine["norm_squared"]) > 1e-9 * norm or abs(error - mine["error_squared"]) > 1e-6 * mine["error_squared"]:
        raise SystemExit(f"numpy finds another error: {error} instead of {mine['error_squared']}")
    return {"ours": mine["ours"], "theirs": times, "relative_error": math.sqrt(error / norm)}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", choices=["product", "svd"])
    options.add_argument("program")
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    print(json.dumps({"product": product, "svd": svd}[chosen.what](chosen.program, chosen.rounds)))


if __name__ == "__main__":
    main()
