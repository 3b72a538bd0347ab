#!/usr/bin/python3
"""Do `export --to timeloop` and `--to accelergy` say what `show` says?  field_formats_test.py PROGRAM FOLDER

A design of each template; the YAML is read with Debian's python3-yaml; areas, leakage and prices are added up again and
compared with what `show` has of the design.
"""
import json
import pathlib
import subprocess
import sys

import yaml

SWEEP = """
name: field
workload: {input: 112, hidden: 32, steps: 7, classes: 10}
model: {scope: full, format: [dense, tt, ht], ranks: {leaf: 2, inner: 2}, weight_bits: [16, 12]}
hardware: {template: [%s], pes: 4, macs_per_pe: 8, activation_sram_kib: 64, weight_sram_kib: 16, clock_mhz: 400}
accuracy: capacity
objectives: [energy_pj, latency_ns, area_mm2]
store: all
"""


class Loader(yaml.SafeLoader):
    """Nodes of an architecture keep their kind."""


for kind in ("Container", "Component"):
    Loader.add_constructor(f"!{kind}", lambda loader, node, kind=kind: dict(loader.construct_mapping(node, True), kind=kind))


def close(a, b, relative=1e-6):
    assert abs(a - b) <= relative * max(abs(a), abs(b)), (a, b)


def main():
    program, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()

    def said(*words):
        return subprocess.run([program, *words], cwd=folder, check=True, capture_output=True, text=True).stdout

    templates = [entry["name"] for entry in json.loads(said("list", "templates", "--format", "json"))]
    checked = set()
    for template in templates:
        (folder / f"{template}.yaml").write_text(SWEEP % template)
        said("run", f"{template}.yaml", "--db", f"{template}.db", "--picture", "none", "--progress", "none")
        designs = json.loads(said("sql", f"{template}.db", "--format", "json", "SELECT min(design) AS design FROM design GROUP BY format"))
        for row in designs[:4]:
            shown = json.loads(said("show", f"{template}.db", row["design"], "--format", "json"))
            architecture = yaml.load(said("export", f"{template}.db", row["design"], "--to", "timeloop"), Loader)
            tables = yaml.safe_load(said("export", f"{template}.db", row["design"], "--to", "accelergy"))
            compare(shown, architecture["architecture"], tables)
            checked.add(template)
    assert checked == set(templates), checked
    print(f"designs of {', '.join(sorted(checked))}")


def compare(shown, architecture, tables):
    hardware, bits = shown["hardware"], shown["model"]["weight_bits"]
    constants = {entry["name"]: entry["value"] for entry in shown["constants"]}
    assert architecture["version"] == 0.4
    nodes = {node["name"]: node for node in architecture["nodes"]}
    assert nodes["system"]["attributes"]["technology"] == f"{hardware['node_nm']}nm"
    close(nodes["system"]["attributes"]["global_cycle_seconds"], 1e-6 / hardware["clock_mhz"])
    assert nodes["pe"]["spatial"]["meshX"] == hardware["pes"]
    assert nodes["lane"]["spatial"]["meshY"] == hardware["macs_per_pe"]
    assert list(nodes)[-1] == "mac", "compute comes last"
    assert all("class" in node for node in nodes.values() if node["kind"] == "Component")
    weights, activations = nodes["weight_sram"]["attributes"], nodes["activation_sram"]["attributes"]
    assert weights["depth"] * weights["width"] == hardware["weight_sram_kib"] * 8192 // bits // weights["read_bandwidth"] * weights["width"]
    # At most a line short of the memory's size, where the width does not divide it.
    assert 0 <= hardware["weight_sram_kib"] * 8192 - weights["depth"] * weights["width"] < weights["width"] + bits
    assert 0 <= hardware["activation_sram_kib"] * 8192 - activations["depth"] * activations["width"] < 2 * activations["width"]
    assert activations["n_banks"] == hardware["banks"]
    assert weights["datawidth"] == bits and weights["width"] % bits == 0

    def instances(table):
        name, count = table["name"].split("[1..")
        return name.removeprefix("system_top_level."), int(count.rstrip("]"))

    energies = {instances(table)[0]: {action["name"]: action["energy"] for action in table["actions"]}
                for table in tables["ERT"]["tables"]}
    counts = dict(map(instances, tables["ERT"]["tables"]))
    areas = {instances(table)[0]: table["area"] for table in tables["ART"]["tables"]}
    for name, node in nodes.items():
        if node["kind"] == "Component":
            assert name in energies and name in areas, name
    lanes = hardware["pes"] * hardware["macs_per_pe"]
    assert counts["mac"] == counts["accumulator"] == lanes
    # Areas of all instances add up to the design's.
    close(sum(areas[name] * counts[name] for name in areas), shown["objectives"]["area_mm2"] * 1e6, 1e-6)
    # The line that a read of weights costs is the price that was noted, rounded per word to 1 fJ.
    words = weights["read_bandwidth"]
    assert abs(energies["weight_sram"]["read"] - constants["weight_sram_read"]) <= 0.5e-3 * words + 1e-9
    close(energies["dram"]["read"], constants[f"dram_{hardware['dram']}_energy"] * bits)
    # What leaks, cycle by cycle, is the breakdown's leakage and control.
    cycles = shown["objectives"]["latency_ns"] * hardware["clock_mhz"] / 1000
    leaks = sum(actions["leak"] * counts[name] for name, actions in energies.items() if name != "control")
    close(leaks * cycles, shown["breakdown"]["energy_pj"]["leakage"], 1e-4)
    close(energies["control"]["leak"] * cycles, shown["breakdown"]["energy_pj"]["control"], 1e-6)


if __name__ == "__main__":
    main()
