#!/usr/bin/env python3
"""How much of a true front's hypervolume Optuna's NSGA-II finds in some seconds, trials kept in a SQLite file as its users do.

    tests/bench/optuna_nsga2.py BUILD/tests/bench/nsga2_peers SWEEP STUDY [seconds] [seed]

Objectives come from nsga2_peers by a pipe. Prints a JSON object; "found" lists [seconds by the clock, trials, share]. Needs Debian's
python3-optuna.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

import optuna


def main():
    program, sweep, study = sys.argv[1:4]
    seconds = float(sys.argv[4]) if len(sys.argv) > 4 else 60.0
    seed = int(sys.argv[5]) if len(sys.argv) > 5 else 1
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with subprocess.Popen([program, sweep, study, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as peer, \
            tempfile.TemporaryDirectory() as folder:
        def ask(line):
            peer.stdin.write(line + "\n")
            peer.stdin.flush()
            return peer.stdout.readline().split()

        sizes = [int(word) for word in peer.stdout.readline().split()]
        width = 0
        while width == 0:  # the first genes may be infeasible
            answer = ask(" ".join(str(os.urandom(4)[0] % size) for size in sizes))
            width = 0 if answer == ["infeasible"] else len(answer)

        def objective(trial):
            answer = ask(" ".join(str(trial.suggest_int(f"g{gene}", 0, max(size - 1, 1))) for gene, size in enumerate(sizes)))
            return [1e30] * width if answer == ["infeasible"] else [float(word) for word in answer]

        optuna_study = optuna.create_study(storage="sqlite:///" + os.path.join(folder, "trials.db"), directions=["minimize"] * width,
                                           sampler=optuna.samplers.NSGAIISampler(seed=seed))
        found = []
        spent = 0.0
        while spent < seconds:
            begun = time.monotonic()
            optuna_study.optimize(objective, n_trials=50)
            spent += time.monotonic() - begun
            found.append([round(spent, 3), 50 * (len(found) + 1), float(ask("share")[0])])
            if found[-1][2] >= 0.99:
                break
        peer.stdin.close()
    print(json.dumps({"found": found}))


if __name__ == "__main__":
    main()
