"""Prints the microseconds a step of a plain PyTorch loop: kind, batch, steps an epoch, epochs."""
import sys
import time

import torch
from torch import nn


class Block(nn.Module):
    """A residual block of two convolutions."""

    def __init__(self, before, filters, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(before, filters, 3, stride, 1, bias=False), nn.BatchNorm2d(filters), nn.ReLU(),
            nn.Conv2d(filters, filters, 3, 1, 1, bias=False), nn.BatchNorm2d(filters))
        self.around = nn.Identity() if stride == 1 else nn.Sequential(
            nn.Conv2d(before, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))

    def forward(self, x):
        return torch.relu(self.body(x) + self.around(x))


def resnet20():
    layers = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    for stage, filters in enumerate((16, 32, 64)):
        for block in range(3):
            halves = stage > 0 and block == 0
            layers.append(Block(filters // 2 if halves else filters, filters, 2 if halves else 1))
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


class Lstm(nn.Module):
    """The last value of a recurrence over rows, and a layer on it."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(28, 128, batch_first=True)
        self.output = nn.Linear(128, 10)

    def forward(self, x):
        return self.output(self.lstm(x)[0][:, -1])


class Transformer(nn.Module):
    """The mean over the steps of four encoder layers, norms first, and a layer on it."""

    def __init__(self):
        super().__init__()
        layer = nn.TransformerEncoderLayer(64, 4, 256, 0.0, "gelu", batch_first=True, norm_first=True)
        self.blocks = nn.TransformerEncoder(layer, 4, nn.LayerNorm(64))
        self.output = nn.Linear(64, 10)

    def forward(self, x):
        return self.output(self.blocks(x).mean(1))


def mobilenet():
    from torchvision.models import mobilenet_v2
    return mobilenet_v2(num_classes=10)


def tiny():
    return nn.Sequential(
        nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))


def mlp():
    return nn.Sequential(
        nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10))


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(800, 64), nn.ReLU(), nn.Linear(64, 10))


LOOPS = {"tiny": (tiny, (2,)), "mlp": (mlp, (784,)), "cnn": (cnn, (1, 28, 28)), "lstm": (Lstm, (28, 28)),
         "transformer": (Transformer, (64, 64)), "resnet20": (resnet20, (3, 32, 32)),
         "mobilenet": (mobilenet, (3, 32, 32))}
kind, batch, steps, epochs = sys.argv[1], *(int(value) for value in sys.argv[2:5])
torch.set_num_threads(1)
torch.manual_seed(1)
build, shape = LOOPS[kind]
model = build()
inputs = torch.rand(batch * steps, *shape) - 0.5
if kind == "tiny":
    targets, loss_of = torch.rand(batch * steps, 1), nn.MSELoss()
else:
    targets, loss_of = torch.randint(0, 10, (batch * steps,)), nn.CrossEntropyLoss()
try:
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
except (TypeError, RuntimeError):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, foreach=True)
times = []
for _ in range(epochs):
    start = time.perf_counter()
    order = torch.randperm(batch * steps)
    inputs_now, targets_now = inputs[order], targets[order]
    for step in range(steps):
        at = slice(step * batch, (step + 1) * batch)
        optimizer.zero_grad()
        loss = loss_of(model(inputs_now[at]), targets_now[at])
        loss.backward()
        optimizer.step()
    times.append((time.perf_counter() - start) / steps * 1e6)
times = sorted(times[epochs // 2:])
print(times[len(times) // 2])
