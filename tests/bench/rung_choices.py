#!/usr/bin/env python3
"""What should decide who climbs in successive halving: the error or the loss of a few steps?

  rung_choices.py STUDY [--bracket 24] [--kept 8] [--brackets 200]

From a study whose formats were trained fully and, by `compare`, shortly (sweeps/proxies_wide.yaml): brackets are drawn
at random; of each the best are chosen as the ladder does, by layers of the front of error and parameters, once by one
seed of the short training and once by the full one. Printed is the share of choices that agree, and of the true front
that was kept; choosing at random would give kept / bracket.
"""
import argparse
import collections
import random
import sqlite3
import statistics


def front(field, judged, parameters):
    """Those that no other is at least as good as in both, and better in one."""
    return {a for a in field
            if not any(judged[b] <= judged[a] and parameters[b] <= parameters[a]
                       and (judged[b] < judged[a] or parameters[b] < parameters[a]) for b in field)}


def best(field, judged, parameters, count):
    """The first `count` by layers of the front of (judged, parameters), within the last layer by what was judged."""
    chosen, left = [], set(field)
    while len(chosen) < count:
        layer = front(left, judged, parameters)
        chosen += sorted(layer, key=lambda name: (judged[name], name))[:count - len(chosen)]
        left -= layer
    return set(chosen)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("study")
    options.add_argument("--truth", default="full_training:2000")
    options.add_argument("--bracket", type=int, default=24)
    options.add_argument("--kept", type=int, default=8)
    options.add_argument("--brackets", type=int, default=200)
    given = options.parse_args()

    study = sqlite3.connect(f"file:{given.study}?mode=ro", uri=True)
    parameters = dict(study.execute("SELECT format, min(parameters) FROM model GROUP BY format"))
    errors = collections.defaultdict(lambda: collections.defaultdict(dict))  # fidelity, seed, format
    losses = collections.defaultdict(lambda: collections.defaultdict(dict))
    for fidelity, seed, name, value, loss in study.execute(
            "SELECT fidelity, seed, format, value, loss FROM accuracy WHERE loss IS NOT NULL"):
        errors[fidelity][seed][name] = value
        losses[fidelity][seed][name] = loss
    truth = {name: statistics.mean(of_seed[name] for of_seed in errors[given.truth].values())
             for name in next(iter(errors[given.truth].values()))}

    print(f"{len(truth)} formats; {given.brackets} brackets of {given.bracket}, {given.kept} kept, one seed at a time")
    print("| short training | choices that agree: error | loss | of the front kept: error | loss |")
    print("|---|---|---|---|---|")
    for fidelity in sorted(set(errors) - {given.truth}, key=lambda name: int(name.rsplit(":", 1)[1])):
        agree, kept = collections.defaultdict(list), collections.defaultdict(list)
        draw = random.Random(1)
        for _ in range(given.brackets):
            field = draw.sample(sorted(truth), given.bracket)
            right = best(field, truth, parameters, given.kept)
            members = front(field, truth, parameters)
            for seed in errors[fidelity]:
                for figure, judged in (("error", errors), ("loss", losses)):
                    chosen = best(field, judged[fidelity][seed], parameters, given.kept)
                    agree[figure].append(len(chosen & right) / given.kept)
                    kept[figure].append(len(chosen & members) / len(members))
        print(f"| {fidelity} | " + " | ".join(f"{statistics.mean(share[figure]):.3f}" for share in (agree, kept)
                                              for figure in ("error", "loss")) + " |")


if __name__ == "__main__":
    main()
