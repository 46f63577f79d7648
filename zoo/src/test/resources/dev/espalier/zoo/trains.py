"""Trains a small network in Python's torch, and saves it in every form that Espalier reads."""
import json, struct, sys
import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(1, 8, 3, padding=1)
        self.norm = nn.BatchNorm2d(8)
        self.h = nn.Linear(8 * 4 * 4, 16)
        self.output = nn.Linear(16, 10)

    def forward(self, x):
        x = torch.max_pool2d(torch.relu(self.norm(self.c(x))), 2)
        return self.output(torch.relu(self.h(x.flatten(1))))


def read(folder, name, kind, size):
    raw = open(folder + "/" + name, "rb").read()
    return torch.tensor(struct.unpack("<%d%s" % (len(raw) // size, kind), raw))


folder = sys.argv[1]
torch.manual_seed(int(sys.argv[2]))
torch.set_num_threads(1)
x = read(folder, "rows", "f", 4).reshape(-1, 1, 8, 8)
y = read(folder, "labels", "i", 4).long()
tested = len(y) // 5
net = Net()
optimizer = torch.optim.Adam(net.parameters(), 3e-3)
for step in range(300):
    rows = torch.randint(tested, len(y), (64,))
    optimizer.zero_grad()
    nn.functional.cross_entropy(net(x[rows]), y[rows]).backward()
    optimizer.step()
net.eval()
with torch.no_grad():
    said = net(x[:tested])
    right = (said.argmax(1) == y[:tested]).double().mean().item()
open(folder + "/logits", "wb").write(struct.pack("<%df" % said.numel(), *said.flatten().tolist()))
open(folder + "/accuracy", "w").write(repr(right))
torch.save(net.state_dict(), folder + "/net.pt")
torch.jit.save(torch.jit.script(net), folder + "/net-script.pt")
torch.jit.save(torch.jit.trace(net, x[:1]), folder + "/net-trace.pt")
torch.onnx.export(net, x[:1], folder + "/net.onnx", dynamic_axes={"input": {0: "batch"}},
                  input_names=["input"])
header, values = {}, b""
for name, tensor in net.state_dict().items():
    if tensor.dtype == torch.float32:
        raw = struct.pack("<%df" % tensor.numel(), *tensor.flatten().tolist())
        header[name] = {"dtype": "F32", "shape": list(tensor.shape),
                        "data_offsets": [len(values), len(values) + len(raw)]}
        values += raw
text = json.dumps(header).encode()
open(folder + "/net.safetensors", "wb").write(struct.pack("<Q", len(text)) + text + values)
