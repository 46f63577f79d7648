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


def mean(x, real):
    """The mean of the real steps."""
    return (x * real.unsqueeze(2)).sum(1) / real.sum(1, keepdim=True).clamp(min=1)


class BiLstm(nn.Module):
    """Texts whose padding, token 0, is left out."""

    def __init__(self):
        super().__init__()
        self.words, self.out = nn.Embedding(5000, 32, padding_idx=0), nn.Linear(64, 2)
        self.lstm = nn.LSTM(32, 32, batch_first=True, bidirectional=True)

    def forward(self, x):
        real = (x != 0).float()
        packed = nn.utils.rnn.pack_padded_sequence(
            self.words(x.long()), real.sum(1).long(), batch_first=True, enforce_sorted=False)
        steps, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True, total_length=x.shape[1])
        return self.out(mean(steps, real))


class Transformer(nn.Module):
    """Two blocks with norms first, over words at sinusoidal places."""

    def __init__(self, steps):
        super().__init__()
        self.words, self.out = nn.Embedding(5000, 32, padding_idx=0), nn.Linear(32, 2)
        nn.init.normal_(self.words.weight, 0, 0.1)
        angles = torch.arange(steps).unsqueeze(1) * 10000 ** (torch.arange(16) * -2.0 / 32)
        self.register_buffer("places", torch.stack([angles.sin(), angles.cos()], 2).flatten(1))
        block = nn.TransformerEncoderLayer(32, 4, 128, 0.0, "gelu", batch_first=True, norm_first=True)
        self.blocks = nn.TransformerEncoder(block, 2, nn.LayerNorm(32), enable_nested_tensor=False)

    def forward(self, x):
        padding = x == 0
        words = self.words(x.long()) * ~padding.unsqueeze(2) + self.places
        return self.out(mean(self.blocks(words, src_key_padding_mask=padding), (~padding).float()))


NETWORKS = {"resnet20": lambda x: resnet20(x.shape[1]), "bilstm": lambda x: BiLstm(),
            "transformer": lambda x: Transformer(x.shape[1])}
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
