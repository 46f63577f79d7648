"""Image networks as torchvision defines them: writes NAME.pt with the weights, NAME-said.pt with x, y, a target t, and z,
what is said after one step towards it in training mode (dropout left out)."""

import sys

import torch
from torch import nn


def normed(i, o, k, s=1, groups=1):
    return [nn.Conv2d(i, o, k, s, (k - 1) // 2, groups=groups, bias=False), nn.BatchNorm2d(o)]


class Block(nn.Module):
    def __init__(self, i, filters, widening, stride):
        super().__init__()
        o = filters * widening
        shapes = [(i, filters, 3, stride), (filters, o, 3, 1)]
        if widening > 1:
            shapes = [(i, filters, 1, 1), (filters, filters, 3, stride), (filters, o, 1, 1)]
        self.parts = len(shapes)
        for n, shape in enumerate(shapes, 1):
            conv, norm = normed(*shape)
            setattr(self, f'conv{n}', conv)
            setattr(self, f'bn{n}', norm)
        self.downsample = None
        if stride != 1 or i != o:
            self.downsample = nn.Sequential(*normed(i, o, 1, stride))

    def forward(self, x):
        y = x
        for n in range(1, self.parts + 1):
            y = getattr(self, f'bn{n}')(getattr(self, f'conv{n}')(y))
            if n < self.parts:
                y = y.relu()
        return (y + (x if self.downsample is None else self.downsample(x))).relu()


def resnet(widening, stages):
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    i = 64
    for stage, blocks in enumerate(stages):
        for block in range(blocks):
            layers.append(Block(i, 64 << stage, widening, 2 if block == 0 and stage > 0 else 1))
            i = (64 << stage) * widening
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(i, 10))


class Inverted(nn.Module):
    def __init__(self, i, o, stride, expansion):
        super().__init__()
        wide = i * expansion
        layers = [] if expansion == 1 else [*normed(i, wide, 1), nn.ReLU6()]
        self.conv = nn.Sequential(*layers, *normed(wide, wide, 3, stride, wide), nn.ReLU6(), *normed(wide, o, 1))
        self.around = stride == 1 and i == o

    def forward(self, x):
        return x + self.conv(x) if self.around else self.conv(x)


def mobilenet():
    layers = [*normed(3, 32, 3, 2), nn.ReLU6()]
    i = 32
    for t, c, n, s in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
                       (6, 320, 1, 1)]:
        for k in range(n):
            layers.append(Inverted(i, c, s if k == 0 else 1, t))
            i = c
    return nn.Sequential(*layers, *normed(i, 1280, 1), nn.ReLU6(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
                         nn.Dropout(0.0), nn.Linear(1280, 10))


class Vit(nn.Module):
    def __init__(self, size, patch, blocks, units, heads):
        super().__init__()
        self.patches = nn.Conv2d(3, units, patch, patch)
        self.token = nn.Parameter(torch.randn(units))
        self.places = nn.Parameter(torch.randn((size // patch) ** 2 + 1, units))
        block = nn.TransformerEncoderLayer(units, heads, 4 * units, 0.0, 'gelu', 1e-6, True, True)
        self.encoder = nn.TransformerEncoder(block, blocks, nn.LayerNorm(units, 1e-6), enable_nested_tensor=False)
        self.output = nn.Linear(units, 10)

    def forward(self, x):
        steps = self.patches(x).flatten(2).transpose(1, 2)
        steps = torch.cat([self.token.expand(len(x), 1, -1), steps], 1) + self.places
        return self.output(self.encoder(steps)[:, 0])

    def state_dict(self):
        return {{'token': 'token.weight', 'places': 'places.weight'}.get(k, k): v
                for k, v in super().state_dict().items()}


def write(name, net):
    x = torch.randn(4, 3, 32, 32)
    net.train()
    with torch.no_grad():
        for _ in range(3):
            net(torch.randn(8, 3, 32, 32))
    net.eval()
    with torch.no_grad():
        y = net(x)
    torch.save(net.state_dict(), f'{sys.argv[1]}/{name}.pt')
    t = torch.randn_like(y)
    net.train()
    optimizer = torch.optim.SGD(net.parameters(), 0.01)
    nn.functional.mse_loss(net(x), t).backward()
    optimizer.step()
    net.eval()
    with torch.no_grad():
        z = net(x)
    torch.save({'x': x, 'y': y, 't': t, 'z': z}, f'{sys.argv[1]}/{name}-said.pt')


torch.manual_seed(3)
write('resnet18', resnet(1, [2, 2, 2, 2]))
write('resnet50', resnet(4, [3, 4, 6, 3]))
write('mobileNetV2', mobilenet())
write('vit', Vit(32, 8, 2, 24, 3))
