"""Trains a network by a plain PyTorch loop, and prints its accuracy on the test rows.

Arguments: network, rows (.pt with x, y, tx, ty), batch, epochs, rate, seed."""
import math
import sys

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


def resnet20(channels):
    layers = [nn.Conv2d(channels, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    for stage, filters in enumerate((16, 32, 64)):
        for block in range(3):
            halves = stage > 0 and block == 0
            layers.append(Block(filters // 2 if halves else filters, filters, 2 if halves else 1))
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


NETWORKS = {"resnet20": lambda x: resnet20(x.shape[1])}
name, rows, batch, epochs, rate, seed = sys.argv[1:7]
batch, epochs, rate = int(batch), int(epochs), float(rate)
torch.set_num_threads(1)
torch.manual_seed(int(seed))
data = torch.load(rows)
x, y, tx, ty = (data[key] for key in ("x", "y", "tx", "ty"))
net = NETWORKS[name](x)
optimizer = torch.optim.Adam(net.parameters(), lr=rate)
steps = math.ceil(len(x) / batch)
step = 0
for epoch in range(epochs):
    order = torch.randperm(len(x))
    for at in range(steps):
        optimizer.param_groups[0]["lr"] = rate * (1 + math.cos(math.pi * step / (epochs * steps))) / 2
        some = order[at * batch:(at + 1) * batch]
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x[some]), y[some]).backward()
        optimizer.step()
        step += 1
net.eval()
with torch.no_grad():
    right = sum((net(a).argmax(1) == b).sum().item() for a, b in zip(tx.split(500), ty.split(500)))
print(right / len(tx))
