"""The LSTM of one design as a PyTorch module; written by `paretree export`.

    model = Lstm()                         # Glorot-like random weights
    model.load("weights.json")             # those of `paretree export DB DESIGN --to weights`
    logits = model(x)                      # x: [batch, steps, inputs] -> [batch, classes]

The decomposed matrix is never multiplied out: forward() carries the input through its cores, stage
by stage. Train it as any module, then `paretree import` takes the accuracies back.
"""
import json
import math

import torch

DESIGN = json.loads(r"""@paretree-design@""")


class Lstm(torch.nn.Module):
    def __init__(self):
        super().__init__()
        sizes = {digit: size for core in DESIGN["cores"] for digit, size in zip(core["digits"], core["shape"])}
        self.number = {name: place + 1 for place, name in enumerate(sorted(sizes))}
        self.digits = [[self.number[digit] for digit in core["digits"]] for core in DESIGN["cores"]]
        self.inputs = [self.number[digit] for digit in DESIGN["input_digits"]]
        self.outputs = [self.number[digit] for digit in DESIGN["output_digits"]]
        self.input_sizes = [sizes[digit] for digit in DESIGN["input_digits"]]
        self.columns = math.prod(self.input_sizes)
        self.full = DESIGN["scope"] == "full"
        units, rows, classes = DESIGN["hidden"], 4 * DESIGN["hidden"], DESIGN["classes"]
        ranks = math.prod(size for digit, size in sizes.items() if digit.startswith("rank"))
        spread = (2 / (self.columns + rows) / ranks) ** (0.5 / len(self.digits))
        self.cores = torch.nn.ParameterList(
            torch.nn.Parameter(spread * torch.randn(core["shape"])) for core in DESIGN["cores"])
        if not self.full:
            self.hidden = torch.nn.Parameter(torch.randn(rows, units) / units ** 0.5)
        # Rows are in the order of the matrix; `place` says where gate and unit of each are.
        self.register_buffer("place", torch.tensor(DESIGN["row_place"]))
        bias = torch.zeros(rows)
        bias[(self.place >= units) & (self.place < 2 * units)] = 1  # forget gates start open
        self.bias = torch.nn.Parameter(bias)
        self.classifier = torch.nn.Parameter(torch.randn(classes, units) / units ** 0.5)
        self.classifier_bias = torch.nn.Parameter(torch.zeros(classes))

    def load(self, file):
        """Takes the numbers of a weights file; its design must be this one."""
        with open(file, encoding="utf-8") as stream:
            weights = json.load(stream)
        if weights["model_id"] != DESIGN["model_id"]:
            raise ValueError(f"weights of model {weights['model_id']}, this is {DESIGN['model_id']}")
        with torch.no_grad():
            for core, values in zip(self.cores, weights["cores"]):
                core.copy_(torch.tensor(values, dtype=core.dtype).reshape(core.shape))
            for name in ("bias", "classifier", "classifier_bias") + (() if self.full else ("hidden",)):
                parameter = getattr(self, name)
                parameter.copy_(torch.tensor(weights[name], dtype=parameter.dtype).reshape(parameter.shape))
        return self

    def product(self, x):
        """W x for rows of x, padded with zeros to the matrix's columns."""
        x = torch.nn.functional.pad(x, (0, self.columns - x.shape[1]))
        value, held = x.reshape([len(x)] + self.input_sizes), [0] + self.inputs
        for place, (core, digits) in enumerate(zip(self.cores, self.digits)):
            wanted = {0, *self.outputs, *(digit for later in self.digits[place + 1:] for digit in later)}
            # An input digit that this core takes in is gone; one that a later core takes in stays.
            left = [digit for digit in held + [d for d in digits if d not in held] if digit in wanted]
            value, held = torch.einsum(value, held, core, digits, left), left
        order = [held.index(digit) for digit in [0] + self.outputs]
        return value.permute(order).reshape(len(x), -1)

    def forward(self, x):
        units = DESIGN["hidden"]
        h = x.new_zeros(len(x), units)
        c = x.new_zeros(len(x), units)
        for step in range(x.shape[1]):
            if self.full:
                rows = self.product(torch.cat([x[:, step], h], dim=1))
            else:
                rows = self.product(x[:, step]) + h @ self.hidden.T
            gates = torch.empty_like(rows)
            gates[:, self.place] = rows + self.bias
            i, f, g, o = gates.reshape(len(x), 4, units).unbind(1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
        return h @ self.classifier.T + self.classifier_bias


if __name__ == "__main__":
    print(f"{DESIGN['model_id']}: {sum(p.numel() for p in Lstm().parameters())} parameters")
