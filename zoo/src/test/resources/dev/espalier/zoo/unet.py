"""U-Net with batch norm, defined here: writes unet.pt with weights, unet-said.pt with x, labels t, y, and z,
what is said after one step of cross-entropy over the pixels whose label is not 255."""

import sys

import torch
from torch import nn


def two(before, width):
    return nn.Sequential(
        nn.Conv2d(before, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
        nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU())


class Level(nn.Module):
    def __init__(self, before, width, halvings):
        super().__init__()
        self.down = two(before, width)
        self.deep = Level(width, 2 * width, halvings - 1) if halvings else None
        if halvings:
            self.grow = nn.ConvTranspose2d(2 * width, width, 2, 2)
            self.up = two(2 * width, width)

    def forward(self, x):
        kept = self.down(x)
        if self.deep is None:
            return kept
        deep = self.grow(self.deep(nn.functional.max_pool2d(kept, 2)))
        return self.up(torch.cat([kept, deep], 1))


def unet(channels, outputs, width, halvings):
    return nn.Sequential(Level(channels, width, halvings), nn.Conv2d(width, outputs, 1))


assert sum(p.numel() for p in unet(3, 2, 64, 4).parameters()) == 31_037_698
torch.manual_seed(3)
torch.set_default_dtype(torch.float64)
net = unet(2, 3, 4, 2)
x = torch.randn(5, 2, 8, 12)
net.train()
with torch.no_grad():
    for _ in range(3):
        net(torch.randn(8, 2, 8, 12))
net.eval()
with torch.no_grad():
    y = net(x)
torch.save(net.state_dict(), sys.argv[1] + '/unet.pt')
t = torch.randint(0, 3, (5, 8, 12))
t[0, :5] = 255
t[3, 2] = 255
net.train()
optimizer = torch.optim.SGD(net.parameters(), 0.1)
nn.functional.cross_entropy(net(x), t, ignore_index=255).backward()
optimizer.step()
net.eval()
with torch.no_grad():
    z = net(x)
torch.save({'x': x, 'y': y, 't': t.double(), 'z': z}, sys.argv[1] + '/unet-said.pt')
