"""Writes torchvision's networks with random values, and what they say of random pictures.

Dropout and stochastic depth are off: the two programs draw from different numbers."""
import sys

import torch
from torch import nn
from torchvision import models

SIDE = 32


def quiet(net):
    for layer in net.modules():
        if isinstance(layer, nn.Dropout):
            layer.p = 0.0
        if type(layer).__name__ == 'StochasticDepth':
            layer.p = 0.0
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.uniform_(layer.weight, 0.5, 1.5)
            nn.init.uniform_(layer.bias, -0.3, 0.3)
            nn.init.uniform_(layer.running_mean, -0.3, 0.3)
            nn.init.uniform_(layer.running_var, 0.5, 1.5)
    return net


def write(name, build):
    torch.manual_seed(5)
    net = quiet(build(num_classes=10)).double()
    x = torch.randn(6, 3, SIDE, SIDE, dtype=torch.float64)
    net.eval()
    with torch.no_grad():
        y = net(x)
    torch.save(net.state_dict(), f'{sys.argv[1]}/{name}.pt')
    t = torch.randn_like(y)
    net.train()
    optimizer = torch.optim.SGD(net.parameters(), 0.001)
    nn.functional.mse_loss(net(x), t).backward()
    optimizer.step()
    net.eval()
    with torch.no_grad():
        z = net(x)
    torch.save({'x': x, 'y': y, 't': t, 'z': z}, f'{sys.argv[1]}/{name}-said.pt')


def densenet_bc(num_classes):
    """DenseNet-BC (40, 12) for small pictures, which begins without a stride and a pool."""
    net = models.DenseNet(12, (6, 6, 6), 24, num_classes=num_classes)
    net.features.conv0 = nn.Conv2d(3, 24, 3, 1, 1, bias=False)
    for name in ('norm0', 'relu0', 'pool0'):
        setattr(net.features, name, nn.Identity())
    return net


for name in sys.argv[2:]:
    write(name, densenet_bc if name == 'densenet_bc' else getattr(models, name))
