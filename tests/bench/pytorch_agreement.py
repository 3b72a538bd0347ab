#!/usr/bin/python3
"""Does this trainer agree with PyTorch? The last hidden states of one batch to 1e-5, and the losses of 60 steps.

    tests/bench/pytorch_agreement.py BUILD/tests/bench/trainer_steps
"""
import subprocess
import sys
import tempfile

import fast_blas  # noqa: F401, before torch

import torch

import pytorch_lstm


def main():
    torch.set_num_threads(1)
    failed = False
    for name, form in (("a", "library"), ("a", "materialised"), ("b", "library"), ("b", "semi"), ("c", "semi"), ("c", "staged")):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.argv[1], "export", name, folder], check=True)
            net, x, labels, training = pytorch_lstm.imported(name, form, folder)
            states = pytorch_lstm.read(folder, "states").view(net.work["batch"], net.hidden)
            with torch.no_grad():
                apart = float((net.last_state(x[0]) - states).abs().max())
            worst = 0.0
            for step, loss in enumerate(training["losses"]):
                number = step % len(x)
                worst = max(worst, abs(net.step(x[number], labels[number], training["learning_rate"]) - loss))
            # Rounding grows along a training: forward to 1e-5, losses of 60 steps to 1e-4 of about 2.
            good = apart < 1e-5 and worst < 1e-4
            failed |= not good
            print(f"({name}) {form:13} states apart {apart:.1e}, losses of {len(training['losses'])} steps apart "
                  f"{worst:.1e}: {'agrees' if good else 'DOES NOT AGREE'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
