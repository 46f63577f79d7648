# Reverse rules of activations and of pools, norms and the last step. x0 is the input that the layer
# had, y the wanted output; each gives the input nearest to x0 among those that yield y.

def nearer(x0: Tensor, a: Tensor, b: Tensor) -> Tensor:
  return torch.where(torch.le(torch.abs(a - x0), torch.abs(b - x0)), a, b)

def relu(x0: Tensor, y: Tensor, p: float) -> Tensor:
  return torch.where(torch.gt(y, 0.), y, torch.clamp(x0, None, 0.))

def clipped(x0: Tensor, y: Tensor, inner: Tensor, low: float, high: float, from_: float, to_: float) -> Tensor:
  inside = torch.where(torch.ge(y, high), torch.clamp(x0, to_, None), inner)
  return torch.where(torch.le(y, low), torch.clamp(x0, None, from_), inside)

def relu6(x0: Tensor, y: Tensor, p: float) -> Tensor:
  return self.clipped(x0, y, y, 0., 6., 0., 6.)

def hard_tanh(x0: Tensor, y: Tensor, p: float) -> Tensor:
  return self.clipped(x0, y, y, -1., 1., -1., 1.)

def hard_sigmoid(x0: Tensor, y: Tensor, p: float) -> Tensor:
  return self.clipped(x0, y, (y - 0.5) * 6., 0., 1., -3., 3.)

def leaky_relu(x0: Tensor, y: Tensor, slope: float) -> Tensor:
  if slope == 0.:
    out = self.relu(x0, y, 0.)
  elif slope > 0.:
    out = torch.where(torch.ge(y, 0.), y, y / slope)
  else:
    out = torch.where(torch.gt(y, 0.), self.nearer(x0, y, y / slope), torch.zeros_like(y))
  return out

def elu(x0: Tensor, y: Tensor, scale: float) -> Tensor:
  if scale == 0.:
    out = self.relu(x0, y, 0.)
  elif scale > 0.:
    below = torch.log1p(torch.clamp(y / scale, -1. + 1e-6, 0.))
    out = torch.where(torch.gt(y, 0.), y, below)
  else:
    below = torch.log1p(torch.clamp(y / scale, -1. + 1e-6, 0.))
    both = torch.where(torch.lt(y, -scale), self.nearer(x0, y, below), y)
    out = torch.where(torch.gt(y, 0.), both, torch.zeros_like(y))
  return out

def selu(x0: Tensor, y: Tensor, p: float) -> Tensor:
  scaled = y / 1.0507009873554804934193349852946
  below = torch.log1p(torch.clamp(scaled / 1.6732632423543772848170429916717, -1. + 1e-6, 0.))
  return torch.where(torch.gt(y, 0.), scaled, below)

def celu(x0: Tensor, y: Tensor, scale: float) -> Tensor:
  below = scale * torch.log1p(torch.clamp(y / scale, -1. + 1e-6, 0.))
  return torch.where(torch.gt(y, 0.), y, below)

def exp(x0: Tensor, y: Tensor, p: float) -> Tensor:
  return torch.log(torch.clamp(y, 1e-6, None))

def softplus(x0: Tensor, y: Tensor, beta: float) -> Tensor:
  z = torch.clamp(y * beta, 1e-6, None)
  return (z + torch.log(-torch.expm1(-z))) / beta

def log_sigmoid(x0: Tensor, y: Tensor, p: float) -> Tensor:
  return -self.softplus(-x0, -y, 1.)

# No farther than 99, as a few entries at 1e6 would make the whole row unsound.
def softsign(x0: Tensor, y: Tensor, p: float) -> Tensor:
  inside = torch.clamp(y, -0.99, 0.99)
  return inside / (1. - torch.abs(inside))

# What is nearer to 0 than the width is never given: the nearer of 0 and the least that is.
def hard_shrink(x0: Tensor, y: Tensor, width: float) -> Tensor:
  size = torch.abs(y)
  least = torch.sign(y) * (width * (1. + 1e-12))
  flat = torch.clamp(x0, -width, width)
  return torch.where(torch.gt(size, width), y, torch.where(torch.gt(size, width / 2.), least, flat))

def soft_shrink(x0: Tensor, y: Tensor, width: float) -> Tensor:
  return torch.where(torch.eq(y, 0.), torch.clamp(x0, -width, width), y + torch.sign(y) * width)

def tanh(x0: Tensor, y: Tensor, p: float) -> Tensor:
  return torch.atanh(torch.clamp(y, -1. + 1e-6, 1. - 1e-6))

def sigmoid(x0: Tensor, y: Tensor, p: float) -> Tensor:
  return torch.logit(torch.clamp(y, 1e-6, 1. - 1e-6))

def sine(x0: Tensor, y: Tensor, frequency: float) -> Tensor:
  turn = 6.283185307179586
  angle = torch.asin(torch.clamp(y, -1., 1.))
  z = x0 * frequency
  rising = angle + turn * torch.round((z - angle) / turn)
  other = 3.141592653589793 - angle
  falling = other + turn * torch.round((z - other) / turn)
  return self.nearer(z, rising, falling) / frequency

def softmax(x0: Tensor, y: Tensor, p: float) -> Tensor:
  q = torch.clamp(y, 1e-12, None)
  logs = torch.log(q / torch.sum(q, [-1], True))
  return logs + torch.mean(x0 - logs, [-1], True)

def log_softmax(x0: Tensor, y: Tensor, p: float) -> Tensor:
  logs = torch.log_softmax(y, -1)
  return logs + torch.mean(x0 - logs, [-1], True)

def hard_swish(x0: Tensor, y: Tensor, p: float) -> Tensor:
  root = torch.sqrt(torch.clamp(9. + 24. * y, 0., None))
  right = torch.where(torch.ge(y, 3.), y, (root - 3.) / 2.)
  left = torch.where(torch.eq(y, 0.), torch.clamp(x0, None, -3.), (-3. - root) / 2.)
  return torch.where(torch.gt(y, 0.), right, self.nearer(x0, right, left))

def value(x: Tensor, kind: int) -> Tensor:
  if kind == 0:
    out = torch.gelu(x, approximate="none")
  elif kind == 1:
    out = torch.gelu(x, approximate="tanh")
  elif kind == 2:
    out = torch.mish(x)
  else:
    out = torch.silu(x)
  return out

# The root of a smooth function with one minimum, on the side of it where the bounds lie.
def bisect(y: Tensor, below: Tensor, above: Tensor, kind: int) -> Tensor:
  low = below
  high = above
  for i in range(80):
    middle = (low + high) * 0.5
    under = torch.lt(self.value(middle, kind), y)
    low = torch.where(under, middle, low)
    high = torch.where(under, high, middle)
  return (low + high) * 0.5

def two_sided(x0: Tensor, y: Tensor, place: float, least: float, far: float, kind: int) -> Tensor:
  bottom = torch.full_like(y, place)
  right = self.bisect(y, bottom, torch.clamp(y, 0., None) + 0.5, kind)
  # On the left the function falls: the bound where it is below y is the right one.
  left = self.bisect(torch.clamp(y, None, 0.), bottom, torch.full_like(y, far), kind)
  # Beyond the left root of 0 the function rounds to 0.
  ends = torch.where(torch.eq(y, 0.), torch.minimum(x0, left), left)
  chosen = torch.where(torch.le(y, 0.), self.nearer(x0, right, ends), right)
  return torch.where(torch.le(y, least), bottom, chosen)

def gelu(x0: Tensor, y: Tensor, p: float) -> Tensor:
  return self.two_sided(x0, y, -0.7517915246935645, -0.16997120747990369, -38., 0)

def silu(x0: Tensor, y: Tensor, p: float) -> Tensor:
  return self.two_sided(x0, y, -1.2784645427610738, -0.27846454276107374, -740., 3)

def gelu_tanh(x0: Tensor, y: Tensor, p: float) -> Tensor:
  return self.two_sided(x0, y, -0.7524614220710162, -0.17004075057125412, -38., 1)

def mish(x0: Tensor, y: Tensor, p: float) -> Tensor:
  return self.two_sided(x0, y, -1.1924312145154952, -0.3088434130172504, -740., 2)

# Maxima of windows that may overlap. size, stride and padding are in w; a frame is the image with its padding, in which
# every window lies. part gives, for all windows, their entries at one place of the window, as a view.

def part(frame: Tensor, place: int, y: Tensor, w: List[int]) -> Tensor:
  down = place // w[0]
  across = place % w[0]
  rows = torch.slice(frame, 2, down, down + w[1] * (torch.size(y, 2) - 1) + 1, w[1])
  return torch.slice(rows, 3, across, across + w[1] * (torch.size(y, 3) - 1) + 1, w[1])

def highest(frame: Tensor, y: Tensor, w: List[int]) -> Tensor:
  out = self.part(frame, 0, y, w)
  for place in range(1, w[0] * w[0]):
    out = torch.maximum(out, self.part(frame, place, y, w))
  return out

# The least of what an entry's windows want, above which it must not be; infinite outside them.

def limits(frame: Tensor, y: Tensor, w: List[int]) -> Tensor:
  out = torch.full_like(frame, 1e308 * 10.)
  for place in range(w[0] * w[0]):
    entries = self.part(out, place, y, w)
    torch.copy_(entries, torch.minimum(entries, y))
  return out

def framed(x: Tensor, padding: int, value: float) -> Tensor:
  return torch.constant_pad_nd(x, [padding, padding, padding, padding], value)

def unframed(frame: Tensor, x: Tensor, padding: int) -> Tensor:
  rows = torch.slice(frame, 2, padding, padding + torch.size(x, 2), 1)
  return torch.slice(rows, 3, padding, padding + torch.size(x, 3), 1)

# Entries are clipped to their limits. A window is open while none of its entries is at its level: what it wants, or the
# highest limit in it where that is less. Each open window names the entry whose rise to the level costs least for each of
# the open windows that it closes; an entry rises once all of those name it. The cheapest of all always does.

def max_pool(x0: Tensor, y: Tensor, w: List[int]) -> Tensor:
  far = 1e308 * 10.
  limit = self.limits(self.framed(x0, w[2], 0.), y, w)
  limit = self.framed(self.unframed(limit, x0, w[2]), w[2], -far)
  x = torch.minimum(self.framed(x0, w[2], -far), limit)
  level = self.highest(limit, y, w)
  open = torch.lt(self.highest(x, y, w), level)
  rounds = torch.size(y, 2) * torch.size(y, 3)
  working = bool(torch.any(open))
  while working:
    closes = torch.zeros_like(x)
    for place in range(w[0] * w[0]):
      fits = torch.logical_and(open, torch.eq(self.part(limit, place, y, w), level))
      torch.add_(self.part(closes, place, y, w), torch.to(fits, 7))
    price = torch.square(limit - x) / torch.clamp(closes, 1., None)
    least = torch.full_like(level, far)
    named = torch.full_like(level, -1.)
    for place in range(w[0] * w[0]):
      fits = torch.eq(self.part(limit, place, y, w), level)
      cheaper = torch.logical_and(fits, torch.lt(self.part(price, place, y, w), least))
      least = torch.where(cheaper, self.part(price, place, y, w), least)
      named = torch.where(cheaper, torch.full_like(named, float(place)), named)
    votes = torch.zeros_like(x)
    for place in range(w[0] * w[0]):
      names = torch.logical_and(open, torch.eq(named, float(place)))
      torch.add_(self.part(votes, place, y, w), torch.to(names, 7))
    x = torch.where(torch.logical_and(torch.gt(votes, 0.), torch.eq(votes, closes)), limit, x)
    open = torch.logical_and(open, torch.lt(self.highest(x, y, w), level))
    rounds = rounds - 1
    working = rounds > 0 and bool(torch.any(open))
  return self.unframed(x, x0, w[2])

# Windows apart: the columns of im2col are then a partition.

def average_pool(x0: Tensor, y0: Tensor, y: Tensor, w: List[int]) -> Tensor:
  size = [w[0], w[0]]
  gap = [w[1], w[1]]
  pad = [w[2], w[2]]
  one = [1, 1]
  b, c, h, width = torch.size(x0)
  area = w[0] * w[0]
  seen = torch.im2col(torch.ones([1, 1, h, width], dtype=7, device=x0.device), size, one, pad, gap)
  share = float(area) / torch.sum(seen, [1], True)
  offset = torch.view(y - y0, [b, c, 1, -1]) * torch.unsqueeze(share, 1)
  spread = torch.contiguous(torch.expand(offset, [b, c, area, -1]))
  return x0 + torch.col2im(torch.view(spread, [b, c * area, -1]), [h, width], size, one, pad, gap)

# The pooled axes are flattened to the last one.

def global_average(x0: Tensor, y0: Tensor, y: Tensor) -> Tensor:
  return x0 + torch.unsqueeze(y - y0, -1)

def global_max(x0: Tensor, y: Tensor) -> Tensor:
  wanted = torch.unsqueeze(y, -1)
  largest, place = torch.max(x0, -1, True)
  return torch.where(torch.lt(largest, wanted), torch.scatter(x0, -1, place, wanted), torch.minimum(x0, wanted))

def batch_norm(x0: Tensor, y: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, variance: Tensor, epsilon: float) -> Tensor:
  shape = [1, -1]
  for i in range(torch.dim(x0) - 2):
    shape.append(1)
  g = torch.view(gamma, shape)
  dead = torch.le(torch.abs(g), 1e-4)
  scale = torch.sqrt(torch.view(variance, shape) + epsilon) / torch.masked_fill(g, dead, 1.)
  return torch.where(dead, x0, (y - torch.view(beta, shape)) * scale + torch.view(mean, shape))

# The normalised axes are flattened to the last one. The mean square of the centred u is
# variance / (variance + epsilon) of the input that yields it, so it says the input's scale.

def layer_norm(x0: Tensor, y: Tensor, gamma: Tensor, beta: Tensor, epsilon: float) -> Tensor:
  mean = torch.mean(x0, [-1], True)
  spread = torch.mean((x0 - mean) * (x0 - mean), [-1], True)
  old = (x0 - mean) / torch.sqrt(spread + epsilon)
  dead = torch.le(torch.abs(gamma), 1e-4)
  u = torch.where(dead, old, (y - beta) / torch.masked_fill(gamma, dead, 1.))
  u = u - torch.mean(u, [-1], True)
  square = torch.mean(u * u, [-1], True)
  reachable = torch.lt(square, 1. - 1e-12)
  inside = torch.sqrt(epsilon / torch.where(reachable, 1. - square, torch.ones_like(square)))
  outside = torch.sqrt(spread / torch.clamp(square, 1e-12, None))
  return u * torch.where(reachable, inside, outside) + mean

def last_step(x0: Tensor, y: Tensor) -> Tensor:
  steps = torch.size(x0, 1)
  return torch.cat([torch.slice(x0, 1, 0, steps - 1, 1), torch.unsqueeze(y, 1)], 1)
