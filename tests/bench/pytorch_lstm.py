"""The decomposed LSTM in PyTorch: as its users write it, and as fast as we found it can be made."""
import json
import math
import os

import numpy
import torch

WORKLOADS = {
    "a": dict(shape=(28, 64, 28, 10), batch=64, n=[4, 7], m=[16, 16], tree=[0, 1]),
    "b": dict(shape=(784, 64, 10, 10), batch=64, n=[4, 7, 4, 7], m=[16, 4, 2, 2], tree=[0, [1, [2, 3]]]),
    "c": dict(shape=(57600, 256, 6, 11), batch=16, n=[8, 20, 20, 18], m=[16, 4, 4, 4], tree=[0, [1, [2, 3]]]),
}
RANK = 6


def core_shapes(work):
    """Leaves (n, m, r), inner nodes (left, right, up), the root (left, right); post order."""
    shapes = []

    def visit(tree, root):
        if isinstance(tree, int):
            shapes.append((work["n"][tree], work["m"][tree], RANK))
        else:
            visit(tree[0], False)
            visit(tree[1], False)
            shapes.append((RANK, RANK) if root else (RANK, RANK, RANK))

    visit(work["tree"], True)
    return shapes


def sides(work, cores):
    """Left and right of an edge as (n, m, r); of four modes {0, 1} and {2, 3}. The root goes left."""
    if len(work["n"]) == 2:
        left, right, root = cores
        return torch.einsum("xpa,ar->xpr", left, root), right
    first, second, third, fourth, low, high, root = cores
    right = torch.einsum("xpi,yqj,ijr->xypqr", third, fourth, low)
    right = right.reshape(third.shape[0] * fourth.shape[0], third.shape[1] * fourth.shape[1], -1)
    left = torch.einsum("xpj,yqjr->xypqr", torch.einsum("xpi,ij->xpj", first, root),
                        torch.einsum("yqk,krj->yqjr", second, high))
    left = left.reshape(first.shape[0] * second.shape[0], first.shape[1] * second.shape[1], -1)
    return left, right


def materialised(work, cores):
    """W as (inputs, 4 hidden): rows of the matrix are gate by gate, the gates being outermost."""
    left, right = sides(work, cores)
    w = torch.einsum("xpa,yqa->xypq", left, right)
    return w.reshape(left.shape[0] * right.shape[0], left.shape[1] * right.shape[1])


def activate(gates, c, hidden):
    """In place; gates: input, forget, candidate, output."""
    torch.sigmoid_(gates[:, : 2 * hidden])
    torch.tanh_(gates[:, 2 * hidden : 3 * hidden])
    torch.sigmoid_(gates[:, 3 * hidden :])
    i, f, g, o = gates.chunk(4, 1)
    c = i * g if c is None else torch.addcmul(f * c, i, g)
    tanh_c = torch.tanh(c)
    return c, tanh_c, o * tanh_c


class Recurrence(torch.autograd.Function):
    """The last hidden state from the input part of all gates; everything in place, derivatives'
    factors of all steps before the backward loop, dW_h as one product over all steps."""

    @staticmethod
    def forward(ctx, inputs, w_h, bias):
        steps, batch, rows = inputs.shape
        hidden = rows // 4
        gates = inputs + bias
        cs, tanhs, hs = [], [], []
        c = None
        for t in range(steps):
            if t:
                gates[t].addmm_(hs[-1], w_h)
            c, tanh_c, h = activate(gates[t], c, hidden)
            cs.append(c)
            tanhs.append(tanh_c)
            hs.append(h)
        ctx.saved = gates, torch.stack(cs), torch.stack(tanhs), torch.stack(hs)
        ctx.save_for_backward(w_h)
        return hs[-1]

    @staticmethod
    def backward(ctx, dh):
        gates, c, tanh_c, h = ctx.saved
        (w_h,) = ctx.saved_tensors
        steps, batch, rows = gates.shape
        hidden = rows // 4
        i, f, g, o = gates.split(hidden, 2)
        before = torch.cat([torch.zeros_like(c[:1]), c[:-1]])
        through_c = torch.stack([g * i * (1 - i), before * f * (1 - f), i * (1 - g * g)], 2)
        through_h = tanh_c * o * (1 - o)
        to_c = o * (1 - tanh_c * tanh_c)
        d = torch.empty_like(gates)
        d4 = d.view(steps, batch, 4, hidden)
        dc = torch.zeros_like(dh)
        w_t = w_h.t()
        for t in range(steps - 1, -1, -1):
            dc.addcmul_(dh, to_c[t])
            torch.mul(dc.unsqueeze(1), through_c[t], out=d4[t, :, :3])
            torch.mul(dh, through_h[t], out=d4[t, :, 3])
            if t:
                dc.mul_(f[t])
                dh = d[t] @ w_t
        flat = d.view(-1, rows)
        dw = h[:-1].reshape(-1, hidden).t() @ flat[batch:]
        return d, dw, flat.sum(0)


class SemiProduct(torch.autograd.Function):
    """x [S, f, n] -> [S, mL * mR] over both halves, without a permutation copy forward; the weight
    gradients are one long product each."""

    @staticmethod
    def forward(ctx, x, left, right):
        f, m_l, a = left.shape
        n, m_r, _ = right.shape
        near = right.permute(0, 2, 1).reshape(n, a * m_r)
        far = left.permute(0, 2, 1).reshape(f * a, m_l)
        y = (x.view(-1, n) @ near).view(-1, f * a, m_r)
        ctx.save_for_backward(x, y, near, far)
        ctx.sizes = f, a, m_l, n, m_r
        return torch.matmul(far.t(), y).view(-1, m_l * m_r)

    @staticmethod
    def backward(ctx, d):
        x, y, near, far = ctx.saved_tensors
        f, a, m_l, n, m_r = ctx.sizes
        d = d.view(-1, m_l, m_r)
        d_far = torch.baddbmm(torch.zeros(1), y, d.transpose(1, 2), beta=0).sum(0)
        dy = torch.matmul(far, d)
        d_near = x.view(-1, n).t() @ dy.view(-1, a * m_r)
        return (None, d_far.view(f, a, m_l).permute(0, 2, 1),
                d_near.view(n, a, m_r).permute(0, 2, 1))


class Net:
    """All parameters in one flat tensor: one clip, one Adam."""

    def __init__(self, name, form, seed=1):
        self.work, self.form = WORKLOADS[name], form
        inputs, self.hidden, self.steps, self.classes = self.work["shape"]
        torch.manual_seed(seed)
        shapes = core_shapes(self.work)
        shapes += [(self.hidden, 4 * self.hidden), (4 * self.hidden,), (self.hidden, self.classes), (self.classes,)]
        self.shapes, self.sizes = shapes, [math.prod(s) for s in shapes]
        deviation = [0.4] * (len(shapes) - 4) + [0.1, 0.0, 0.1, 0.0]
        self.flat = torch.cat([d * torch.randn(s) for d, s in zip(deviation, self.sizes)])
        self.flat.requires_grad_(True)
        self.rates = torch.ones_like(self.flat)
        self.mean, self.square = torch.zeros_like(self.rates), torch.zeros_like(self.rates)
        self.count = 0

    def pieces(self):
        return [p.view(s) for p, s in zip(self.flat.split(self.sizes), self.shapes)]

    def last_state(self, x):
        """x: [steps, batch, inputs]."""
        *cores, w_h, bias, _, _ = self.pieces()
        steps, batch, inputs = x.shape
        if self.form == "library":  # one call of the library's LSTM
            w = materialised(self.work, cores)
            start = torch.zeros(1, batch, self.hidden)
            out = torch._VF.lstm(x, (start, start), (w.t(), w_h.t(), bias, torch.zeros_like(bias)),
                                 True, 1, 0.0, True, False, False)
            return out[0][-1]
        if self.form == "staged":  # one mode at a time by einsum, then a loop of cells
            n = self.work["n"]
            v = x.reshape(steps * batch, *n)
            v = torch.einsum("sabcd,dqk->sabcqk", v, cores[3])
            v = torch.einsum("sabcqk,cpj->sabpqjk", v, cores[2])
            v = torch.einsum("sabpqjk,jkr->sabpqr", v, cores[4])
            v = torch.einsum("sabpqr,bmi->sampqri", v, cores[1])
            v = torch.einsum("sampqri,iru->sampqu", v, cores[5])
            v = torch.einsum("sampqu,alw,wu->slmpq", v, cores[0], cores[6])
            gates = v.reshape(steps, batch, -1) + bias
            c = h = torch.zeros(batch, self.hidden)
            for part in gates.unbind(0):
                i, f, g, o = (part + h @ w_h).chunk(4, 1)
                c = f.sigmoid() * c + i.sigmoid() * g.tanh()
                h = o.sigmoid() * c.tanh()
            return h
        if self.form == "semi":
            left, right = sides(self.work, cores)
            gates = SemiProduct.apply(x.reshape(steps * batch, left.shape[0], right.shape[0]), left, right)
        else:
            gates = x.reshape(steps * batch, inputs) @ materialised(self.work, cores)
        return Recurrence.apply(gates.view(steps, batch, -1), w_h, bias)

    def step(self, x, labels, rate=0.001):
        *_, w, b = self.pieces()
        loss = torch.nn.functional.cross_entropy(torch.addmm(b, self.last_state(x), w), labels)
        loss.backward()
        with torch.no_grad():
            gradient = self.flat.grad
            norm = float(gradient.norm())
            if norm > 5:
                gradient.mul_(5 / norm)
            self.count += 1
            self.mean.mul_(0.9).add_(gradient, alpha=0.1)
            self.square.mul_(0.999).addcmul_(gradient, gradient, value=0.001)
            scale = (self.square / (1 - 0.999**self.count)).sqrt_().add_(1e-8)
            self.flat.addcdiv_(self.mean * self.rates, scale, value=-rate / (1 - 0.9**self.count))
            self.flat.grad = None
        return float(loss)


def read(folder, name):
    return torch.from_numpy(numpy.fromfile(os.path.join(folder, name + ".f32"), dtype="<f4").copy())


def imported(name, form, folder):
    """A net with the weights that trainer_steps exported, and its batches."""
    with open(os.path.join(folder, "training.json")) as file:
        training = json.load(file)
    net = Net(name, form)
    hidden = net.hidden
    # The export's rows and this script's columns: gate by gate, gates outermost (gate mode 0).
    values = [read(folder, f"core{k}") for k in range(len(training["cores"]))]
    values += [read(folder, "hidden").view(4 * hidden, hidden).t(), read(folder, "bias"),
               read(folder, "classifier").view(net.classes, hidden).t(), read(folder, "classifier_bias")]
    with torch.no_grad():
        net.flat.copy_(torch.cat([v.reshape(-1) for v in values]))
        scales = [c["step_scale"] for c in training["cores"]] + [1.0] * 4
        net.rates.copy_(torch.cat([torch.full((s,), r) for s, r in zip(net.sizes, scales)]))
    inputs, _, steps, _ = net.work["shape"]
    x = read(folder, "inputs").view(-1, net.work["batch"], steps, inputs).transpose(1, 2).contiguous()
    labels = read(folder, "labels").long().view(-1, net.work["batch"])
    return net, x, labels, training
