#!/usr/bin/python3
"""Does an exported PyTorch module reproduce our forward pass?  exported_module_test.py PROGRAM FOLDER

Explores a small space with every kind of format, exports one design of each, and compares the
cross-entropies of a probe sequence, class by class, with those our forward pass wrote beside the
weights. Needs Debian's python3-torch.
"""
import importlib.util
import json
import pathlib
import subprocess
import sys

import torch

SWEEP = """
name: small
workload: {input: 11, hidden: 6, steps: 4, classes: 3}
model:
  scope: [input, full]
  format: [dense, tt, ht]
  modes:
    input: {in: [2, 2, 3], out: [4, 2, 3]}
    full: {in: [3, 2, 3], out: [4, 2, 3]}
  ranks: {leaf: [2, 3], inner: 2}
  weight_bits: [16, 8]
hardware: {template: [dense, tie, fdht], pes: 4, macs_per_pe: 4, clock_mhz: 500}
accuracy: capacity
objectives: [capacity, energy_pj, latency_ns, area_mm2]
search: exhaustive
store: all
"""


def main():
    program, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()

    def paretree(*words):
        return subprocess.run([program, *words], cwd=folder, check=True, capture_output=True, text=True).stdout

    (folder / "small.yaml").write_text(SWEEP)
    paretree("run", "small.yaml", "--db", "s.db", "--picture", "none", "--progress", "none")
    rows = json.loads(paretree("sql", "s.db", "--format", "json", """
        SELECT min(d.design) AS design, m.json ->> '$.format' AS format, m.json ->> '$.scope' AS scope
        FROM design d JOIN model m ON m.id = d.model
        GROUP BY 2, 3, m.json ->> '$.tree', m.json ->> '$.weight_bits'"""))
    kinds = {(row["format"], row["scope"]) for row in rows}
    assert kinds == {("dense", "full")} | {(f, s) for f in ("tt", "ht") for s in ("input", "full")}, kinds
    worst = 0
    for number, row in enumerate(rows):
        module_file = folder / f"lstm{number}.py"
        weights_file = folder / f"weights{number}.json"
        paretree("export", "s.db", row["design"], "--to", "pytorch", "-o", module_file.name)
        paretree("export", "s.db", row["design"], "--to", "weights", "--seed", str(number), "-o", weights_file.name)
        spec = importlib.util.spec_from_file_location(module_file.stem, module_file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        model = module.Lstm().double().load(weights_file)
        probe = json.loads(weights_file.read_text())["probe"]
        x = torch.tensor(probe["inputs"], dtype=torch.double).reshape(1, module.DESIGN["steps"], -1)
        losses = -torch.log_softmax(model(x)[0], dim=0)
        difference = float((losses - torch.tensor(probe["losses"], dtype=torch.double)).abs().max())
        assert difference < 2e-5, (row, difference)
        assert float(losses.detach().std()) > 1e-4, "a probe that tells classes apart"
        worst = max(worst, difference)
        # It is a module like any other: a step of training lowers the loss.
        fresh = module.Lstm()
        batch = torch.randn(16, module.DESIGN["steps"], module.DESIGN["inputs"])
        labels = torch.arange(16) % module.DESIGN["classes"]
        optimiser = torch.optim.Adam(fresh.parameters(), 0.02)
        first = last = None
        for _ in range(20):
            optimiser.zero_grad()
            loss = torch.nn.functional.cross_entropy(fresh(batch), labels)
            loss.backward()
            optimiser.step()
            first, last = loss.item() if first is None else first, loss.item()
        assert last < first, (row, first, last)
    print(f"{len(rows)} designs of {len(kinds)} kinds; largest difference {worst:.1e} nats")


if __name__ == "__main__":
    main()
