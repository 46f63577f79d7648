"""Prints the microseconds a step of a plain PyTorch loop: kind, batch, steps an epoch, epochs."""
import sys
import time

import torch
from torch import nn

kind, batch, steps, epochs = sys.argv[1], *(int(value) for value in sys.argv[2:5])
torch.set_num_threads(1)
torch.manual_seed(1)
if kind == "tiny":
    model = nn.Sequential(
        nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))
    inputs = torch.rand(batch * steps, 2) - 0.5
    targets, loss_of = torch.rand(batch * steps, 1), nn.MSELoss()
else:
    shape = (784,) if kind == "mlp" else (1, 28, 28)
    model = nn.Sequential(
        nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10),
    ) if kind == "mlp" else nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(800, 64), nn.ReLU(), nn.Linear(64, 10))
    inputs = torch.rand(batch * steps, *shape) - 0.5
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
