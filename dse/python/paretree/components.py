"""Prices of single components."""
import json

from . import _native


def components():
    """The components that `price` knows: name, sentence and parameters with their defaults."""
    return {kind.pop("name"): kind for kind in json.loads(_native.components())}


def price(component, *, bits=None, technology="horowitz45", **parameters):
    """Energy, area, leakage and timing of one component as a dictionary, with source, basis and status.

    `bits` stands for all widths that are not given; `technology` is a built-in set of constants or
    a file. Unknown parameters and values outside the model's range raise ValueError.

        price("sram", size_bytes=24576, width_bits=96, node_nm=28)["read_pj"]
    """
    return json.loads(_native.price(component, json.dumps(parameters), bits, str(technology)))
