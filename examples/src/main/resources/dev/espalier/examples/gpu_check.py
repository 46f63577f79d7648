"""Prints a plain PyTorch loop's microseconds a step, full and mixed: kind, batch, steps, epochs, device."""
import sys
import time

import torch
from torch import nn

kind, batch, steps, epochs = sys.argv[1], *(int(value) for value in sys.argv[2:5])
device = torch.device(sys.argv[5])


class Block(nn.Module):
    def __init__(self, channels, filters, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, filters, 3, stride, 1, bias=False), nn.BatchNorm2d(filters), nn.ReLU(),
            nn.Conv2d(filters, filters, 3, 1, 1, bias=False), nn.BatchNorm2d(filters))
        self.shortcut = nn.Identity() if stride == 1 else nn.Sequential(
            nn.Conv2d(channels, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


class Last(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps = nn.LSTM(28, 128, batch_first=True)

    def forward(self, x):
        return self.steps(x)[0][:, -1]


def network():
    if kind == "mlp":
        return nn.Sequential(
            nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10))
    if kind == "wide":
        return nn.Sequential(
            nn.Linear(784, 2048), nn.ReLU(), nn.Linear(2048, 2048), nn.ReLU(), nn.Linear(2048, 10))
    if kind == "cnn":
        return nn.Sequential(
            nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(),
            nn.MaxPool2d(2), nn.Flatten(), nn.Linear(800, 64), nn.ReLU(), nn.Linear(64, 10))
    if kind == "lstm":
        return nn.Sequential(Last(), nn.Linear(128, 10))
    layers = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    channels = 16
    for filters in 16, 32, 64:
        for _ in range(3):
            layers.append(Block(channels, filters, 1 if channels == filters else 2))
            channels = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def micros(mixed):
    torch.manual_seed(1)
    shape = {"mlp": (784,), "wide": (784,), "cnn": (1, 28, 28), "lstm": (28, 28)}.get(kind, (3, 32, 32))
    model, loss_of = network().to(device), nn.CrossEntropyLoss()
    inputs = torch.rand(batch * steps, *shape, device=device) - 0.5
    targets = torch.randint(0, 10, (batch * steps,), device=device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    times = []
    for _ in range(epochs):
        start = time.perf_counter()
        order = torch.randperm(batch * steps, device=device)
        inputs_now, targets_now = inputs[order], targets[order]
        total = torch.zeros((), device=device)
        for step in range(steps):
            at = slice(step * batch, (step + 1) * batch)
            optimizer.zero_grad()
            with torch.autocast(device.type, torch.bfloat16, enabled=mixed):
                loss = loss_of(model(inputs_now[at]), targets_now[at])
            loss.backward()
            optimizer.step()
            total += loss.detach()
        total.item()
        times.append((time.perf_counter() - start) / steps * 1e6)
    times = sorted(times[epochs // 2:])
    return times[len(times) // 2]


print(micros(False), micros(True))
