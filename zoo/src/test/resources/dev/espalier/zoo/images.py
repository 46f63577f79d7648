"""A vision transformer of torch's encoder layers: writes NAME.pt with the weights, NAME-said.pt with x, y, a target t, and z,
what is said after one step towards it in training mode (dropout left out)."""

import sys

import torch
from torch import nn


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
torch.set_default_dtype(torch.float64)
write('vit', Vit(32, 8, 2, 24, 3))
